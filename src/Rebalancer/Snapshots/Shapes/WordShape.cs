using System.Collections.Frozen;
using System.Text.Json;
using Rebalancer.Findings;
using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>One of a few words, each standing for a member of an enum.</summary>
internal sealed class WordShape<T> : Shape<T>
    where T : struct, Enum
{
    private readonly (T Value, string Word)[] words;
    private readonly FrozenDictionary<string, T> values;

    public WordShape(params (T Value, string Word)[] words)
    {
        this.words = words;
        values = words.ToFrozenDictionary(pair => pair.Word, pair => pair.Value, StringComparer.Ordinal);
    }

    public override T Blank => words[0].Value;

    /// <summary>The members that have a word.</summary>
    public IEnumerable<T> Values => words.Select(pair => pair.Value);

    public override T Read(ref JsonInput input)
    {
        string allowed() => string.Join(", ", words.Select(pair => pair.Word));
        if (input.Kind != JsonTokenType.String)
        {
            input.WrongKind($"one of {allowed()}");
            return Blank;
        }

        if (input.Text() is not { } text)
        {
            return Blank;
        }

        if (values.TryGetValue(text, out T value))
        {
            return value;
        }

        input.Error("json.word", $"{Quoted.Of(text)} is none of {allowed()}");
        return Blank;
    }

    public override void Write(JsonOutput output, T value) => output.Writer.WriteStringValue(WordOf(value));

    public override void Check(T value, BoundsCheck check) => check.Report(Enum.IsDefined(value) ? null : $"{value} is not a defined value");

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteStartArray("enum");
        foreach ((_, string word) in words)
        {
            schema.Json.WriteStringValue(word);
        }

        schema.Json.WriteEndArray();
    }

    private string WordOf(T value)
    {
        foreach ((T known, string word) in words)
        {
            if (EqualityComparer<T>.Default.Equals(known, value))
            {
                return word;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "The value has no word in the format.");
    }
}
