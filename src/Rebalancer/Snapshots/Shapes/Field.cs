using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>A field of a record.</summary>
internal abstract class Field<T>(string name, bool isRequired, string? about)
{
    /// <summary>Its name in the file.</summary>
    public string Name => name;

    /// <summary>Whether it must be there.</summary>
    public bool IsRequired => isRequired;

    /// <summary>What it means, for the schema; <c>null</c> where the name says it.</summary>
    protected string? About => about;

    /// <summary>Reads the value that the input stands on; a repeated field is read for its findings only.</summary>
    public abstract void Read(ref JsonInput input, ref T record, bool isFirst);

    /// <summary>Writes name and value, unless the field may be left out and has the value of <paramref name="blank"/>.</summary>
    public abstract void Write(JsonOutput output, T record, T blank);

    /// <summary>Whether two records are written alike in this field.</summary>
    public abstract bool Same(T left, T right);

    /// <summary>Reports what is out of bounds.</summary>
    public abstract void Check(T record, BoundsCheck check);

    /// <summary>Writes the keywords of its schema.</summary>
    public abstract void WriteSchema(SchemaWriter schema);
}

/// <summary>A field of a record with a value of a known type.</summary>
internal sealed class Field<T, TValue>(
    string name, bool isRequired, string? about, Shape<TValue> shape, Func<T, TValue> get, Func<T, TValue, T> with) : Field<T>(name, isRequired, about)
{
    public override void Read(ref JsonInput input, ref T record, bool isFirst)
    {
        TValue value = shape.Read(ref input);
        if (isFirst)
        {
            record = with(record, value);
        }
    }

    public override void Write(JsonOutput output, T record, T blank)
    {
        TValue value = get(record);
        if (IsRequired || !shape.Same(value, get(blank)))
        {
            output.Writer.WritePropertyName(Name);
            output.Write(shape, value);
        }
    }

    public override bool Same(T left, T right) => shape.Same(get(left), get(right));

    public override void Check(T record, BoundsCheck check) => shape.Check(get(record), check);

    public override void WriteSchema(SchemaWriter schema)
    {
        if (About is not null)
        {
            schema.Json.WriteString("description", About);
        }

        shape.WriteSchema(schema);
    }
}
