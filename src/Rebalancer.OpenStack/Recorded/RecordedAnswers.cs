using System.Text.Json;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Recorded;

/// <summary>Reads a directory of recorded answers: <c>index.json</c> and a file per request.</summary>
internal static class RecordedAnswers
{
    private const string IndexFile = "index.json";

    /// <summary>Feeds every recorded answer to a collector.</summary>
    public static void Read(string directory, AnswerCollector collector, FindingList findings)
    {
        using JsonDocument? index = Open(directory, IndexFile, new Place(IndexFile, "$"), findings);
        if (index is null)
        {
            return;
        }

        if (index.RootElement.ValueKind != JsonValueKind.Array)
        {
            findings.Error("recorded.malformed", new Place(IndexFile, "$"), "a list of recorded requests should stand here");
            return;
        }

        HashSet<string> seen = new(StringComparer.Ordinal);
        int number = 0;
        foreach (JsonElement entry in index.RootElement.EnumerateArray())
        {
            Place place = new(IndexFile, $"$[{number++}]");
            if (entry.TextOf("file") is not string file || entry.TextOf("service") is null || entry.TextOf("path") is null)
            {
                findings.Error("recorded.malformed", place, "an object with the texts 'file', 'service' and 'path' should stand here");
            }
            else if (file != Path.GetFileName(file) || file is "." or "..")
            {
                findings.Error("recorded.malformed", place.At(".file"), "only a file beside the index may be named");
            }
            else if (!seen.Add(file))
            {
                findings.Error("recorded.contradiction", place.At(".file"), $"'{file}' is named for the second time");
            }
            else
            {
                ReadAnswer(directory, file, entry, place, collector, findings);
            }
        }
    }

    private static void ReadAnswer(
        string directory, string file, JsonElement entry, Place indexPlace, AnswerCollector collector, FindingList findings)
    {
        Place place = new(file, "$");
        using JsonDocument? document = Open(directory, file, place, findings);
        if (document is null)
        {
            return;
        }

        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("request", out JsonElement request)
            || request.TextOf("service") is not string service
            || request.TextOf("path") is not string path
            || !root.TryGetProperty("status", out JsonElement statusElement)
            || statusElement.ValueKind != JsonValueKind.Number
            || !statusElement.TryGetInt32(out int status))
        {
            findings.Error(
                "recorded.malformed", place,
                "an object with 'request' (service and path), 'status' and 'body' should stand here");
            return;
        }

        if (service != entry.TextOf("service") || path != entry.TextOf("path"))
        {
            findings.Error("recorded.contradiction", indexPlace, $"the file '{file}' holds the answer to '{service} {path}'");
            return;
        }

        root.TryGetProperty("body", out JsonElement body);
        collector.Add(new AnswerRequest(service, path), status, body, place.At(".body"));
    }

    private static JsonDocument? Open(string directory, string file, Place place, FindingList findings)
    {
        try
        {
            string path = Path.Combine(directory, file);
            long length = new FileInfo(path).Length;
            if (length > AnswerDocument.MaxBytes)
            {
                findings.Error("recorded.too-large", place, $"the file has {length} bytes; at most {AnswerDocument.MaxBytes} are read");
                return null;
            }

            return AnswerDocument.TryParse(File.ReadAllBytes(path), place, findings, out JsonDocument? document) ? document : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            bool absent = error is FileNotFoundException or DirectoryNotFoundException;
            findings.Error("recorded.no-file", place, absent ? "there is no such file in the recording" : error.Message);
            return null;
        }
    }
}
