using System.Text;
using System.Text.Json;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Connections;

/// <summary>The words in which a service says what is wrong; each service has an envelope of its own.</summary>
internal static class ErrorText
{
    private const int Longest = 300;

    /// <summary>The words in one line of at most 300 characters.</summary>
    public static string Of(ReadOnlyMemory<byte> body)
    {
        FindingList findings = new();
        if (!AnswerDocument.TryParse(body, new Place(null, "$"), findings, out JsonDocument? document))
        {
            return body.IsEmpty ? "no body" : findings.All[0].Message;
        }

        using (document)
        {
            return OneLine(Words(document.RootElement) ?? document.RootElement.GetRawText());
        }
    }

    /// <summary>Text of a server made fit for a message: one line, no control characters, cut.</summary>
    public static string OneLine(string text)
    {
        StringBuilder line = new();
        foreach (char c in text)
        {
            if (line.Length == Longest)
            {
                return line.Append("...").ToString();
            }

            line.Append(char.IsControl(c) ? ' ' : c);
        }

        return line.ToString();
    }

    private static string? Words(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Placement: {"errors": [{"title", "detail"}]}.
        if (root.TryGetProperty("errors", out JsonElement errors) && errors.ValueKind == JsonValueKind.Array && errors.GetArrayLength() > 0)
        {
            return errors[0].TextOf("detail") ?? errors[0].TextOf("title");
        }

        // Nova and Keystone: {"<name of the fault>": {"message"}}; Neutron: the same in one word; an unknown path of Nova: {"message"}.
        return root.TextOf("message") ?? root.EnumerateObject()
            .Select(member => member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : member.Value.TextOf("message"))
            .FirstOrDefault(text => text is not null);
    }
}
