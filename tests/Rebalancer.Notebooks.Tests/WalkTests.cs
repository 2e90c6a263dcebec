using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Rebalancer.Notebooks.Tests;

/// <summary>The walk through the library runs, as a notebook and as a program in one file, and shows what it says.</summary>
public sealed class WalkTests
{
    private static readonly string Folder = Repository.PathOf("tests", "Rebalancer.Notebooks.Tests", "Walk");

    [Fact]
    public async Task The_outputs_in_the_notebook_are_those_of_its_cells()
    {
        string path = Path.Combine(Folder, "walk.ipynb");
        Notebook notebook = new(path);
        NotebookKernel kernel = new();
        Directory.SetCurrentDirectory(Folder);
        int count = 0;
        List<string> shown = [];
        foreach (JsonObject cell in notebook.CodeCells)
        {
            Dictionary<string, string> content = await kernel.RunAsync(Notebook.SourceOf(cell), TestContext.Current.CancellationToken);
            Notebook.Replace(cell, ++count, content);
            shown.AddRange(content.Keys);
        }

        Assert.Equal(4, shown.Count(mimeType => mimeType == "text/html"));
        if (Environment.GetEnvironmentVariable("REBALANCER_ACCEPT") == "1")
        {
            await File.WriteAllTextAsync(path, notebook.Text, TestContext.Current.CancellationToken);
        }

        Assert.True(notebook.Text == await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), "The outputs differ. To write them anew, run the tests once with REBALANCER_ACCEPT=1.");
    }

    [Fact]
    public async Task What_stands_last_in_a_cell_shows_itself_as_a_page()
    {
        NotebookKernel kernel = new();
        Directory.SetCurrentDirectory(Folder);
        foreach (JsonObject cell in new Notebook(Path.Combine(Folder, "walk.ipynb")).CodeCells)
        {
            await kernel.RunAsync(Notebook.SourceOf(cell), TestContext.Current.CancellationToken);
        }

        (string Expression, string Title)[] shown = [("cluster", "Cluster"), ("verdicts[0]", "Where it may go"), ("drain", "Drain compute3"), ("diff", "Difference of two plans")];
        foreach ((string expression, string title) in shown)
        {
            Dictionary<string, string> content = await kernel.RunAsync(expression, TestContext.Current.CancellationToken);
            Assert.Contains($"title=\"{title}\"", content["text/html"], StringComparison.Ordinal);
            Assert.NotEqual("", content["text/plain"]);
        }
    }

    [Fact]
    public async Task The_same_walk_runs_as_a_file()
    {
        ProcessStartInfo start = new("dotnet", ["run", "walk.cs"]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("MSBuildSDKsPath");
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, output + await errors);
        Assert.Contains("Drain compute3: optimal", output, StringComparison.Ordinal);
        Assert.Contains("Moves otherwise", output, StringComparison.Ordinal);
    }
}
