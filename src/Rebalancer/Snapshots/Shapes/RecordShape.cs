using System.Text.Json;
using Rebalancer.Findings;
using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>Marks shapes that are written as objects with fields.</summary>
internal interface IRecordShape;

/// <summary>An object with known fields: the one table of what a record's JSON holds.</summary>
internal sealed class RecordShape<T>(string name, T blank, bool isInline = false) : Shape<T>, IRecordShape
{
    private readonly List<Field<T>> fields = [];
    private readonly Dictionary<string, int> indexes = new(StringComparer.Ordinal);
    private Func<T, string?>? complaint;

    public override T Blank => blank;

    public override bool IsInline => isInline;

    /// <summary>The name of its definition in a schema.</summary>
    public string Name => name;

    /// <summary>The names of its fields, in the order they are written.</summary>
    public IEnumerable<string> FieldNames => fields.Select(known => known.Name);

    /// <summary>Adds a field that must be there.</summary>
    public RecordShape<T> Required<TValue>(
        string field, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> with, string? about = null) =>
        Add(new Field<T, TValue>(field, true, about, shape, get, with));

    /// <summary>Adds a field that is left out where it has the value of the blank record.</summary>
    public RecordShape<T> Optional<TValue>(
        string field, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> with, string? about = null) =>
        Add(new Field<T, TValue>(field, false, about, shape, get, with));

    /// <summary>Sets how the fields must agree, beyond what each of them allows.</summary>
    /// <param name="disagreement">What is wrong with a record, or <c>null</c>.</param>
    public RecordShape<T> Where(Func<T, string?> disagreement)
    {
        complaint = disagreement;
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

        ReadingContext context = input.Context;
        long start = input.Offset;
        T record = blank;
        ulong seen = 0;
        ulong seenForeign = 0;
        while (!context.IsStopped && input.Advance() && input.Kind == JsonTokenType.PropertyName)
        {
            string? field = input.Text();
            context.Place.Enter(field ?? "");
            if (field is not null && indexes.TryGetValue(field, out int index))
            {
                bool isFirst = ReportRepeat(ref input, field, ref seen, index);
                input.Advance();
                fields[index].Read(ref input, ref record, isFirst);
            }
            else
            {
                int other = field is null ? -1 : Array.IndexOf(foreign, field);
                if (other >= 0)
                {
                    ReportRepeat(ref input, field!, ref seenForeign, other);
                }
                else if (field is not null)
                {
                    ReportUnknown(ref input, field);
                }

                input.Advance();
                input.Skip();
            }

            context.Place.Leave();
        }

        if (!ReportMissing(context, seen, start) && !context.IsStopped && complaint?.Invoke(record) is { } found)
        {
            context.Error("json.disagrees", found, start);
        }

        return record;
    }

    public override void Write(JsonOutput output, T value)
    {
        output.Writer.WriteStartObject();
        WriteFieldValues(output, value);
        output.Writer.WriteEndObject();
    }

    /// <summary>Writes the fields into the object that the output is in.</summary>
    public void WriteFieldValues(JsonOutput output, T value)
    {
        foreach (Field<T> field in fields)
        {
            field.Write(output, value, blank);
        }
    }

    public override bool Same(T left, T right)
    {
        foreach (Field<T> field in fields)
        {
            if (!field.Same(left, right))
            {
                return false;
            }
        }

        return true;
    }

    public override void Check(T value, BoundsCheck check)
    {
        foreach (Field<T> field in fields)
        {
            check.Place.Enter(field.Name);
            field.Check(value, check);
            check.Place.Leave();
        }

        check.Report(complaint?.Invoke(value));
    }

    public override void WriteSchema(SchemaWriter schema) => schema.Refer(name, WriteFields);

    /// <summary>Writes the schema of the object itself, where it is not defined by name.</summary>
    public void WriteFields(SchemaWriter schema) => WriteFields(schema, static _ => { }, []);

    /// <summary>Writes the schema of an object with further fields.</summary>
    public void WriteFields(SchemaWriter schema, Action<SchemaWriter> writeMore, IEnumerable<string> moreRequired)
    {
        schema.Json.WriteString("type", "object");
        schema.Object("properties", properties =>
        {
            writeMore(properties);
            foreach (Field<T> field in fields)
            {
                properties.Object(field.Name, field.WriteSchema);
            }
        });
        string[] required = [.. moreRequired, .. fields.Where(field => field.IsRequired).Select(field => field.Name)];
        if (required.Length > 0)
        {
            schema.Json.WriteStartArray("required");
            foreach (string field in required)
            {
                schema.Json.WriteStringValue(field);
            }

            schema.Json.WriteEndArray();
        }
    }

    private static bool ReportRepeat(ref JsonInput input, string field, ref ulong seen, int index)
    {
        bool isFirst = (seen & (1UL << index)) == 0;
        if (!isFirst)
        {
            input.Error("json.duplicate-field", $"the field {Quoted.Of(field)} occurs twice");
        }

        seen |= 1UL << index;
        return isFirst;
    }

    private RecordShape<T> Add(Field<T> field)
    {
        indexes.Add(field.Name, fields.Count);
        fields.Add(field);
        return fields.Count <= 64 ? this : throw new InvalidOperationException("The fields seen are kept in one word of 64 bits.");
    }

    private void ReportUnknown(ref JsonInput input, string field)
    {
        if (input.Context.Findings.IsFull(Severity.Warning))
        {
            input.Context.Findings.Count(Severity.Warning);
            return;
        }

        string? near = NearMiss.Of(field, indexes.Keys);
        string hint = near is null ? $"known fields are {string.Join(", ", FieldNames)}" : $"did you mean '{near}'?";
        input.Warn("json.unknown-field", $"the field {Quoted.Of(field)} is not known and was passed over; {hint}");
    }

    /// <summary>Reports fields that must be there and are not.</summary>
    /// <returns>Whether there are any.</returns>
    private bool ReportMissing(ReadingContext context, ulong seen, long start)
    {
        bool isAnyMissing = false;
        for (int i = 0; i < fields.Count && !context.IsStopped; i++)
        {
            if (fields[i].IsRequired && (seen & (1UL << i)) == 0)
            {
                isAnyMissing = true;
                context.Error("json.missing", $"the field '{fields[i].Name}' is missing", start);
            }
        }

        return isAnyMissing;
    }
}
