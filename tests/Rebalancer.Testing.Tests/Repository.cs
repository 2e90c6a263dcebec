namespace Rebalancer.Testing.Tests;

/// <summary>The files that the tests hold against the code.</summary>
internal static class Repository
{
    /// <summary>The path of a file or folder, from the root of the repository, wherever the tests were built.</summary>
    public static string PathOf(params string[] parts)
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Rebalancer.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        }

        return Path.Combine([root.FullName, .. parts]);
    }
}
