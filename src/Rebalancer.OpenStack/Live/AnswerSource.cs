using System.Text.Json;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Connections;

namespace Rebalancer.OpenStack.Live;

/// <summary>Asks the cloud and keeps what it answers: single answers, and lists with all their pages.</summary>
internal sealed class AnswerSource(CloudConnection connection, LiveAnswers answers, IProgress<ReadingProgress>? progress)
{
    private const int PageSize = 1000;

    // A list of 100 million elements is a server that repeats itself.
    private const int MostPages = 100_000;
    private int asked;
    private int answered;

    /// <summary>Asks one question and keeps the answer.</summary>
    public async Task ReadAsync(string service, string path, Microversion? version, CancellationToken cancellation) =>
        answers.Keep(await AskAsync(service, path, path, version, cancellation));

    /// <summary>Reads all pages of a list, following its links, and keeps the list; a page that is no page is kept as an answer.</summary>
    /// <param name="service">The service.</param>
    /// <param name="path">The path, with the query that every page has.</param>
    /// <param name="name">The name of the list in the answer.</param>
    /// <param name="version">The microversion.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="isKept">Whether the list is kept, or only given.</param>
    /// <returns>The list, or <c>null</c> where a page was refused or is malformed.</returns>
    public Task<LiveList?> ReadListAsync(
        string service, string path, string name, Microversion? version, CancellationToken cancellation, bool isKept = true) =>
        ReadPagesAsync(service, path, name, version, (body, _, _) => NextByLink(body, name), isKept, cancellation);

    /// <summary>Reads all pages of a list that has no links: by offset, up to the first page with nothing new.</summary>
    public Task<LiveList?> ReadListByOffsetAsync(string service, string path, string name, Microversion? version, CancellationToken cancellation) =>
        ReadPagesAsync(
            service, path, name, version,
            (_, list, added) => added == 0 ? null : $"offset={list.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            isKept: true, cancellation);

    /// <summary>Reads a list that has no pages, and keeps it.</summary>
    public async Task ReadUnpagedListAsync(string service, string path, string name, Microversion? version, CancellationToken cancellation)
    {
        LiveAnswer answer = await AskAsync(service, path, path, version, cancellation);
        if (Elements(answer, name) is not { } elements)
        {
            answers.Keep(answer);
            return;
        }

        answers.Keep(ListOf(answer.Request, name, elements));
    }

    /// <summary>Reads the first page of a list, and keeps the list where that is all of it.</summary>
    /// <returns>Whether there are more pages; <c>false</c> also where the page is no page.</returns>
    public async Task<bool> ReadIfOnePageAsync(string service, string path, string name, Microversion? version, CancellationToken cancellation)
    {
        LiveAnswer answer = await AskAsync(service, $"{path}?limit={PageSize}", path, version, cancellation);
        if (Elements(answer, name) is not { } elements)
        {
            answers.Keep(answer);
            return false;
        }

        if (NextByLink(answer.Body, name) is not null)
        {
            return true;
        }

        answers.Keep(ListOf(answer.Request, name, elements));
        return false;
    }

    private async Task<LiveList?> ReadPagesAsync(
        string service, string path, string name, Microversion? version, Func<JsonElement, LiveList, int, string?> next, bool isKept, CancellationToken cancellation)
    {
        LiveList list = new(new AnswerRequest(service, path), name);
        string? query = $"limit={PageSize}";
        for (int page = 0; query is not null; page++)
        {
            string full = path + (path.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;
            LiveAnswer answer = await AskAsync(service, full, path, version, cancellation);
            if (Elements(answer, name) is not { } elements)
            {
                answers.Keep(answer);
                return null;
            }

            int added = elements.EnumerateArray().Count(list.Put);
            string? following = next(answer.Body, list, added);
            if (following is not null && (page == MostPages || (page > 0 && added == 0)))
            {
                throw new CloudException(CloudFault.Malformed, service, $"the pages of '{service} GET {path}' do not end: the last brought nothing new and yet names a next");
            }

            query = following is null ? null : $"limit={PageSize}&{following}";
        }

        if (isKept)
        {
            answers.Keep(list);
        }

        return list;
    }

    /// <summary>Asks; the answer is filed under a path that may lack the parts which ask for a page.</summary>
    private async Task<LiveAnswer> AskAsync(string service, string path, string filed, Microversion? version, CancellationToken cancellation)
    {
        Interlocked.Increment(ref asked);
        CloudRequest request = CloudRequest.Get(service, path, version);
        CloudAnswer answer = await connection.SendAsync(request, cancellation);
        AnswerRequest about = new(service, filed);
        FindingList findings = new();
        JsonElement body = default;
        if (AnswerDocument.TryParse(answer.Body, new Place(request.ToString(), "$"), findings, out JsonDocument? document))
        {
            body = document.RootElement;
        }

        progress?.Report(new ReadingProgress(Interlocked.Increment(ref answered), Volatile.Read(ref asked), $"{service} {path.Split('?')[0]}"));

        // The status of a refusal says more than that its body is no JSON.
        return new LiveAnswer(about, answer.Status, body, answer.Status == 200 ? findings.All : []);
    }

    private static LiveList ListOf(AnswerRequest request, string name, JsonElement elements)
    {
        LiveList list = new(request, name);
        foreach (JsonElement element in elements.EnumerateArray())
        {
            list.Put(element);
        }

        return list;
    }

    /// <summary>The elements of a page; nothing where it is no page.</summary>
    private static JsonElement? Elements(LiveAnswer answer, string name) =>
        answer.Status == 200 && answer.Body.ValueKind == JsonValueKind.Object
        && answer.Body.TryGetProperty(name, out JsonElement elements) && elements.ValueKind == JsonValueKind.Array
            ? elements
            : null;

    /// <summary>The marker of the next page. Only that is taken from the link: its address is how the server sees itself.</summary>
    private static string? NextByLink(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name + "_links", out JsonElement links) || links.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        foreach (JsonElement link in links.EnumerateArray())
        {
            if (link.TextOf("rel") == "next" && link.TextOf("href") is string href)
            {
                int query = href.IndexOf('?', StringComparison.Ordinal);
                return href[(query + 1)..].Split('&').FirstOrDefault(part => part.StartsWith("marker=", StringComparison.Ordinal));
            }
        }

        return null;
    }
}
