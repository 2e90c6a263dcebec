using System.Text.Json;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Live;

/// <summary>What a cloud has answered so far; a later answer takes the place of an earlier one to the same question.</summary>
/// <remarks>
/// Lists are held element by element, by their ids: pages overlap when something is created while they are read, and what changed
/// is read again. Answers come in any order and go out in one.
/// </remarks>
internal sealed class LiveAnswers
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, LiveList> lists = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, LiveAnswer> answers = new(StringComparer.Ordinal);

    /// <summary>Keeps an answer.</summary>
    public void Keep(LiveAnswer answer)
    {
        lock (gate)
        {
            answers[answer.Request.ToString()] = answer;
        }
    }

    /// <summary>Takes away the answers about something that is no more.</summary>
    public void Forget(string service, string path)
    {
        lock (gate)
        {
            answers.Remove(new AnswerRequest(service, path).ToString());
        }
    }

    /// <summary>Keeps a whole list in the place of what was known of it.</summary>
    public void Keep(LiveList list)
    {
        lock (gate)
        {
            lists[list.Request.ToString()] = list;
        }
    }

    /// <summary>The list of that path; an empty one where it was not answered.</summary>
    public LiveList List(string service, string path, string name)
    {
        lock (gate)
        {
            AnswerRequest request = new(service, path);
            return lists.TryGetValue(request.ToString(), out LiveList? list) ? list : new LiveList(request, name);
        }
    }

    /// <summary>The body of an answer of status 200; undefined where there is none.</summary>
    public JsonElement Body(string service, string path)
    {
        lock (gate)
        {
            return answers.TryGetValue(new AnswerRequest(service, path).ToString(), out LiveAnswer? answer) && answer.Status == 200 ? answer.Body : default;
        }
    }

    /// <summary>Feeds all answers to a collector, lists first.</summary>
    public void Feed(AnswerCollector collector, FindingList findings)
    {
        foreach (LiveList list in lists.Values)
        {
            collector.Add(list.Request, 200, list.ToBody(), new Place(list.Request.ToString(), "$"));
        }

        foreach (LiveAnswer answer in answers.Values)
        {
            findings.AddRange(answer.Findings);
            if (answer.Findings.Count == 0)
            {
                collector.Add(answer.Request, answer.Status, answer.Body, new Place(answer.Request.ToString(), "$"));
            }
        }
    }
}

/// <summary>One answer.</summary>
/// <param name="Request">What was asked.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The JSON; undefined where it is none.</param>
/// <param name="Findings">Why it is none.</param>
internal sealed record LiveAnswer(AnswerRequest Request, int Status, JsonElement Body, IReadOnlyList<Findings.Finding> Findings);

/// <summary>All elements of a list, whatever pages they came in.</summary>
internal sealed class LiveList(AnswerRequest request, string name)
{
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private readonly List<JsonElement> elements = [];

    /// <summary>What was asked, without the parts of the query that ask for a page.</summary>
    public AnswerRequest Request { get; } = request;

    /// <summary>The elements by id, in the order of the pages.</summary>
    public IEnumerable<KeyValuePair<string, JsonElement>> ById =>
        indexes.OrderBy(pair => pair.Value).Select(pair => KeyValuePair.Create(pair.Key, elements[pair.Value])).Where(pair => pair.Value.ValueKind != JsonValueKind.Undefined);

    /// <summary>How many elements there are.</summary>
    public int Count => indexes.Count;

    /// <summary>The element of that id; undefined where there is none.</summary>
    public JsonElement this[string id] => indexes.TryGetValue(id, out int index) ? elements[index] : default;

    /// <summary>Adds an element, or puts it in the place of one with its id.</summary>
    /// <returns>Whether the id is new.</returns>
    public bool Put(JsonElement element)
    {
        string id = IdOf(element) ?? $"#{elements.Count}";
        if (indexes.TryGetValue(id, out int index))
        {
            elements[index] = element;
            return false;
        }

        indexes.Add(id, elements.Count);
        elements.Add(element);
        return true;
    }

    /// <summary>Takes an element away.</summary>
    public void Remove(string id)
    {
        if (indexes.Remove(id, out int index))
        {
            elements[index] = default;
        }
    }

    /// <summary>The id of an element of any of the lists.</summary>
    public static string? IdOf(JsonElement element) => element.TextOf("id") ?? element.TextOf("uuid")
        ?? (element.ValueKind == JsonValueKind.Object && element.TryGetProperty("id", out JsonElement id) ? id.GetRawText() : null);

    /// <summary>The list as one page.</summary>
    public JsonElement ToBody()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteStartArray(name);
            foreach (JsonElement element in elements.Where(element => element.ValueKind != JsonValueKind.Undefined))
            {
                element.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }
}
