namespace Rebalancer.Cli.Options;

/// <summary>Files that the user names.</summary>
internal static class InputFile
{
    private const long MostBytes = 1L << 30;

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="CommandException">It cannot be read, or is larger than 1 GiB.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            if (file.Exists && file.Length > MostBytes)
            {
                throw new CommandException($"'{path}' is larger than 1 GiB.");
            }

            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(Directory.Exists(path) ? $"'{path}' is a folder, not a file." : $"There is no file '{path}'.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException(Directory.Exists(path) ? $"'{path}' is a folder, not a file." : $"'{path}' cannot be read: {exception.Message}");
        }
    }

    /// <summary>Writes a file.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static void Write(string path, byte[] bytes)
    {
        using Stream file = Create(path);
        file.Write(bytes);
    }

    /// <summary>A file that is written anew.</summary>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static Stream Create(string path)
    {
        try
        {
            return File.Create(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CommandException($"'{path}' cannot be written: {exception.Message}");
        }
    }
}
