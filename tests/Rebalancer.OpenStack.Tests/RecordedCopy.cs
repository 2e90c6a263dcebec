namespace Rebalancer.OpenStack.Tests;

/// <summary>A recorded cloud in a folder of its own, to be changed.</summary>
internal sealed class RecordedCopy : IDisposable
{
    /// <param name="name">The cloud's folder in <c>fixtures</c>.</param>
    public RecordedCopy(string name)
    {
        foreach (string file in Directory.EnumerateFiles(Fixture.Folder(name)))
        {
            File.Copy(file, At(Path.GetFileName(file)));
        }
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("rebalancer-").FullName;

    /// <summary>The path of one of its files.</summary>
    public string At(string file) => Path.Combine(Folder, file);

    /// <summary>Writes something else wherever a text stands in a file.</summary>
    public void Replace(string file, string sound, string broken) =>
        File.WriteAllText(At(file), File.ReadAllText(At(file)).Replace(sound, broken, StringComparison.Ordinal));

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
