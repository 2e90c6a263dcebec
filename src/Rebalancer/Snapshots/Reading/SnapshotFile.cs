using Rebalancer.Findings;

namespace Rebalancer.Snapshots.Reading;

/// <summary>Reads whole files; one that cannot be read is a finding.</summary>
internal static class SnapshotFile
{
    /// <summary>Hands the bytes of a file to <paramref name="read"/>.</summary>
    public static Checked<T> Read<T>(string path, Func<ReadOnlyMemory<byte>, string?, Checked<T>> read)
        where T : class
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return TryReadAll(stream, out ReadOnlyMemory<byte> utf8)
                ? read(utf8, path)
                : Refused<T>("json.too-large", $"the file is larger than {ReadingContext.MaxBytes} bytes", path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            return Refused<T>("file.unreadable", exception.Message, path);
        }
    }

    private static bool TryReadAll(FileStream stream, out ReadOnlyMemory<byte> utf8)
    {
        utf8 = default;
        if (stream.CanSeek && stream.Length > ReadingContext.MaxBytes)
        {
            return false;
        }

        // A pipe or a device does not tell its length.
        byte[] bytes = new byte[stream.CanSeek && stream.Length > 0 ? stream.Length + 1 : 1 << 20];
        int count = 0;
        for (int read; (read = stream.Read(bytes, count, bytes.Length - count)) > 0;)
        {
            count += read;
            if (count > ReadingContext.MaxBytes)
            {
                return false;
            }

            if (count == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(2L * bytes.Length, ReadingContext.MaxBytes + 1L));
            }
        }

        utf8 = bytes.AsMemory(0, count);
        return true;
    }

    private static Checked<T> Refused<T>(string code, string message, string path)
        where T : class => new(null, [new Finding(Severity.Error, code, "$", message, path)]);
}
