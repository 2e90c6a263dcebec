using System.Text.Json;
using Rebalancer.Findings;
using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>An object of one of several kinds, told apart by the word in one of its fields.</summary>
/// <param name="tag">The name of that field.</param>
/// <param name="blank">Stands for an object that could not be read.</param>
/// <param name="isInline">Whether it is written on one line.</param>
internal sealed class UnionShape<T>(string tag, T blank, bool isInline = false) : Shape<T>, IRecordShape
    where T : class
{
    private readonly List<Case> cases = [];

    public override T Blank => blank;

    public override bool IsInline => isInline;

    /// <summary>The types of its kinds.</summary>
    public IEnumerable<Type> Kinds => cases.Select(kind => kind.Type);

    /// <summary>Adds a kind.</summary>
    public UnionShape<T> Or<TKind>(string word, RecordShape<TKind> shape)
        where TKind : class, T
    {
        cases.Add(new Case<TKind>(word, tag, shape));
        return this;
    }

    public override T Read(ref JsonInput input) => Read(ref input, []);

    /// <summary>Reads an object in which fields of these names belong to somebody else.</summary>
    public T Read(ref JsonInput input, string[] foreign)
    {
        if (input.Kind != JsonTokenType.StartObject)
        {
            input.WrongKind("an object");
            return blank;
        }

        string? word = input.LookForText(tag);
        foreach (Case kind in cases)
        {
            if (kind.Word == word)
            {
                return kind.Read(ref input, foreign);
            }
        }

        string allowed = string.Join(", ", cases.Select(kind => kind.Word));
        input.Error("json.word", word is null ? $"the field '{tag}' must be one of {allowed}" : $"'{tag}' is {Quoted.Of(word)}, which is none of {allowed}");
        input.Skip();
        return blank;
    }

    public override void Write(JsonOutput output, T value)
    {
        output.Writer.WriteStartObject();
        WriteFieldValues(output, value);
        output.Writer.WriteEndObject();
    }

    /// <summary>Writes the fields, the tag first, into the object that the output is in.</summary>
    public void WriteFieldValues(JsonOutput output, T value)
    {
        Case kind = CaseOf(value);
        output.Writer.WriteString(tag, kind.Word);
        kind.Write(output, value);
    }

    public override bool Same(T left, T right) => left.GetType() == right.GetType() && CaseOf(left).Same(left, right);

    public override void Check(T value, BoundsCheck check) => CaseOf(value).Check(value, check);

    public override void WriteSchema(SchemaWriter schema) => WriteSchema(schema, static _ => { }, []);

    /// <summary>Writes the schema of an object with further fields.</summary>
    public void WriteSchema(SchemaWriter schema, Action<SchemaWriter> writeMore, IEnumerable<string> moreRequired)
    {
        schema.Json.WriteStartArray("oneOf");
        foreach (Case kind in cases)
        {
            schema.Json.WriteStartObject();
            kind.WriteSchema(schema, writeMore, moreRequired);
            schema.Json.WriteEndObject();
        }

        schema.Json.WriteEndArray();
    }

    private Case CaseOf(T value) => cases.Find(kind => kind.Type == value.GetType())
        ?? throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "The format has no word for this kind.");

    private abstract class Case(string word, Type type)
    {
        public string Word => word;

        public Type Type => type;

        public abstract T Read(ref JsonInput input, string[] foreign);

        public abstract void Write(JsonOutput output, T value);

        public abstract bool Same(T left, T right);

        public abstract void Check(T value, BoundsCheck check);

        public abstract void WriteSchema(SchemaWriter schema, Action<SchemaWriter> writeMore, IEnumerable<string> moreRequired);
    }

    private sealed class Case<TKind>(string word, string tag, RecordShape<TKind> shape) : Case(word, typeof(TKind))
        where TKind : class, T
    {
        private readonly string[] tagOnly = [tag];

        public override T Read(ref JsonInput input, string[] foreign) => shape.Read(ref input, foreign.Length == 0 ? tagOnly : [tag, .. foreign]);

        public override void Write(JsonOutput output, T value) => shape.WriteFieldValues(output, (TKind)value);

        public override bool Same(T left, T right) => shape.Same((TKind)left, (TKind)right);

        public override void Check(T value, BoundsCheck check) => shape.Check((TKind)value, check);

        public override void WriteSchema(SchemaWriter schema, Action<SchemaWriter> writeMore, IEnumerable<string> moreRequired) =>
            shape.WriteFields(
                schema,
                properties =>
                {
                    writeMore(properties);
                    properties.Object(tag, word => word.Json.WriteString("const", Word));
                },
                [.. moreRequired, tag]);
    }
}
