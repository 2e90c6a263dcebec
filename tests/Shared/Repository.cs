namespace Rebalancer.Shared;

/// <summary>Where the repository is, for the files that tests read.</summary>
internal static class Repository
{
    /// <summary>The folder that everything is in, wherever the tests were built.</summary>
    public static string Root { get; } = Find();

    /// <summary>The path of a file or folder.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Rebalancer.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return root.FullName;
    }
}
