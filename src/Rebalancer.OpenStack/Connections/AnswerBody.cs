namespace Rebalancer.OpenStack.Connections;

/// <summary>Reads the body of an answer up to a limit, however long the server says it is or goes on sending.</summary>
internal static class AnswerBody
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>The bytes; nothing where there are more than the limit.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContent content, int most, CancellationToken cancellation)
    {
        if (content.Headers.ContentLength > most)
        {
            return null;
        }

        using Stream stream = await content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[(int)Math.Min(content.Headers.ContentLength + 1 ?? FirstBuffer, most)];
        int length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((buffer.Length * 2L) + 1, most + 1L));
            }

            int read = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            length += read;
            if (length > most)
            {
                return null;
            }
        }
    }
}
