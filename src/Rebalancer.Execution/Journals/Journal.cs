using System.Text.Json;

namespace Rebalancer.Execution.Journals;

/// <summary>What a run has done and is about to do, one JSON record per line, on the disk before each command is sent.</summary>
/// <remarks>Append-only. While it is open no other run can open it; the lock ends with the process, however that ends.</remarks>
public sealed class Journal : IDisposable
{
    private const byte NewLine = (byte)'\n';

    private readonly Lock gate = new();
    private readonly Stream stream;

    /// <summary>Opens a journal over a stream of its own records, if any, which it disposes.</summary>
    /// <exception cref="JournalException">A record cannot be read.</exception>
    internal Journal(Stream stream, string name)
    {
        this.stream = stream;
        Name = name;
        History = new RunHistory();
        Read();
    }

    /// <summary>The name in messages: the path of its file.</summary>
    public string Name { get; }

    /// <summary>Whether it tells of no run yet.</summary>
    public bool IsEmpty => !History.HasPlan;

    /// <summary>What the records tell so far.</summary>
    internal RunHistory History { get; }

    /// <summary>Begins a journal in a new file.</summary>
    /// <exception cref="JournalException">The file is there already or cannot be written.</exception>
    public static Journal Create(string path) => Open(path, FileMode.CreateNew);

    /// <summary>Opens the journal of a run that is to go on.</summary>
    /// <exception cref="JournalException">There is no such file, another run has it, or a record cannot be read.</exception>
    public static Journal Open(string path) => Open(path, FileMode.Open);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    /// <summary>Writes a record; it is on the disk when this returns.</summary>
    internal void Append(JournalRecord record)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(record, JournalJson.Default.JournalRecord), NewLine];
        lock (gate)
        {
            stream.Write(line);
            if (stream is FileStream file)
            {
                file.Flush(flushToDisk: true);
            }

            History.Apply(record);
        }
    }

    private static Journal Open(string path, FileMode mode)
    {
        FileStream? file = null;
        try
        {
            file = new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None);
            return new Journal(file, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JournalException($"The journal '{path}' cannot be opened: {exception.Message}", exception);
        }
        catch (JournalException)
        {
            file?.Dispose();
            throw;
        }
    }

    private void Read()
    {
        byte[] bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        int start = 0;
        int number = 1;
        for (int end; (end = Array.IndexOf(bytes, NewLine, start)) >= 0; start = end + 1, number++)
        {
            Apply(bytes.AsSpan(start, end - start), number);
        }

        // What stands after the last new line was being written when the run was killed: the command it announces was not sent.
        stream.SetLength(start);
        stream.Seek(start, SeekOrigin.Begin);
    }

    private void Apply(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            History.Apply(JsonSerializer.Deserialize(line, JournalJson.Default.JournalRecord) ?? throw new JsonException("null is no record"));
        }
        catch (Exception exception) when (exception is JsonException or FormatException or ArgumentException or KeyNotFoundException or Findings.InvalidInputException)
        {
            throw new JournalException($"The journal '{Name}' has a record in line {number} that cannot be read: {exception.Message}", exception);
        }
    }
}
