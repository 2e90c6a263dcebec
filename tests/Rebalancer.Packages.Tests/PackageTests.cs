using System.IO.Compression;
using System.Xml.Linq;

namespace Rebalancer.Packages.Tests;

/// <summary>The packages are what somebody who has nothing but them needs.</summary>
public sealed class PackageTests(Packed packed) : IClassFixture<Packed>
{
    public static TheoryData<string> Names => [.. Packed.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_package_has_what_a_package_needs(string name)
    {
        XElement metadata = packed.MetadataOf(name);
        string Said(string element) => metadata.Elements().FirstOrDefault(one => one.Name.LocalName == element)?.Value ?? "";
        Assert.Equal(Packed.Version, Said("version"));
        Assert.Equal("Apache-2.0", Said("license"));
        Assert.Equal("README.md", Said("readme"));
        Assert.All(["authors", "description", "tags", "releaseNotes"], element => Assert.NotEmpty(Said(element)));
        using ZipArchive package = ZipFile.OpenRead(packed.FileOf(name));
        string[] entries = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Contains("README.md", entries);
        Assert.Contains(entries, entry => entry.EndsWith($"/{name}.dll", StringComparison.Ordinal));
        Assert.True(name == "Rebalancer.Cli" || entries.Contains($"lib/net10.0/{name}.xml"), "no documentation of its members");
        using ZipArchive symbols = ZipFile.OpenRead(packed.FileOf(name, "snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.Name == $"{name}.pdb");
    }

    [Fact]
    public void Only_what_the_README_says_depends_on_packages_of_others()
    {
        string readme = File.ReadAllText(Repository.PathOf("README.md"));
        Assert.All(Packed.Names, name =>
        {
            string[] others = [.. packed.MetadataOf(name).Descendants().Where(one => one.Name.LocalName == "dependency").Select(one => one.Attribute("id")!.Value)
                .Where(id => !id.StartsWith("Rebalancer", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal)];
            string listed = others.Length == 0 ? "none" : string.Join(", ", others);
            double megabytes = new FileInfo(packed.FileOf(name)).Length / 1e6;
            string row = readme.Split('\n').Single(line => line.StartsWith($"| `{name}` |", StringComparison.Ordinal));
            string[] cells = [.. row.Split('|').Select(cell => cell.Trim())];
            TestContext.Current.TestOutputHelper?.WriteLine($"| `{name}` | {megabytes:0.00} MB | {listed} |");
            Assert.Equal(name == "Rebalancer.Cli" ? "in the package" : listed, cells[3]);
            double said = double.Parse(cells[2].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(megabytes, said * 0.8, said * 1.25);
        });
    }

    [Fact]
    public void A_program_with_nothing_but_the_packages_plans_proves_and_previews()
    {
        string cluster = Snapshot();
        string page = packed.FileIn("plan.html");
        string folder = packed.Program("Consumer", "", "Rebalancer.Planning", "Rebalancer.Previews", "Rebalancer.Testing", "Rebalancer.OpenStack");
        string output = Shell.Run(folder, "dotnet", ["run", "--", cluster, page]);
        Assert.Contains("Drain compute3: optimal", output, StringComparison.Ordinal);
        Assert.Contains("hosts in a random cloud", output, StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Every_snippet_of_the_guides_compiles_against_the_packages()
    {
        (string code, int count) = Guides.AsCode();
        Assert.True(count >= 7, $"only {count} snippets");
        string folder = packed.Program("Consumer", "", "Rebalancer.Planning", "Rebalancer.Previews", "Rebalancer.Testing", "Rebalancer.OpenStack");
        File.WriteAllText(Path.Combine(folder, "Snippets.cs"), code);
        Shell.Run(folder, "dotnet", ["build", "-v", "q"]);
    }

    [Fact]
    public void The_tool_installs_and_plans()
    {
        string output = Shell.Run(packed.Folder, Tool(), ["plan", "drain", "compute3", .. Recorded()]);
        Assert.Contains("Drain compute3: optimal", output, StringComparison.Ordinal);
        Assert.Contains("Verified", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Core_and_previews_run_as_native_code()
    {
        string cluster = Snapshot();
        string plan = packed.FileIn("plan.json");
        Shell.Run(packed.Folder, Tool(), ["plan", "drain", "compute3", "--cluster", cluster, "--out", plan]);

        // Without a C compiler nothing is linked; what is not needed can be trimmed away all the same, and the compiler of C# judges both.
        bool links = OperatingSystem.IsWindows() || Shell.Finds("clang") || Shell.Finds("gcc");
        string kind = links ? "<PublishAot>true</PublishAot>" : "<PublishTrimmed>true</PublishTrimmed><SelfContained>true</SelfContained><UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier><IsAotCompatible>true</IsAotCompatible>";
        string folder = packed.Program("Native", kind + "<InvariantGlobalization>true</InvariantGlobalization>", "Rebalancer.Previews");
        Shell.Run(folder, "dotnet", ["publish", "-o", Path.Combine(folder, "out")]);
        string output = Shell.Run(folder, Path.Combine(folder, "out", "Native"), [cluster, plan]);
        Assert.Contains("Drain compute3: optimal", output, StringComparison.Ordinal);
        Assert.Contains("Verified", output, StringComparison.Ordinal);
    }

    private static string[] Recorded() =>
    [
        "--recorded", Repository.PathOf("fixtures", "recorded"), "--facts", Repository.PathOf("fixtures", "recorded", "facts.yaml"),
    ];

    private string Snapshot()
    {
        string file = packed.FileIn("cluster.json");
        if (!File.Exists(file))
        {
            Shell.Run(packed.Folder, Tool(), ["snapshot", .. Recorded(), "--out", file]);
        }

        return file;
    }

    private string Tool()
    {
        string folder = packed.FileIn("tool");
        if (!Directory.Exists(folder))
        {
            Shell.Run(packed.Folder, "dotnet", ["tool", "install", "Rebalancer.Cli", "--version", Packed.Version, "--tool-path", folder, "--source", packed.Folder]);
        }

        return Path.Combine(folder, "rebalancer");
    }
}
