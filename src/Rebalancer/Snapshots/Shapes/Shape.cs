using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>How values of a type look in JSON: one description that reads, writes and checks them and makes the schema.</summary>
internal abstract class Shape<T>
{
    /// <summary>Stands for a value that could not be read, so that the rest of the document can still be looked at.</summary>
    public abstract T Blank { get; }

    /// <summary>Whether a value is written on one line.</summary>
    public virtual bool IsInline => true;

    /// <summary>Reads the value that the input stands on and leaves the input on its last token.</summary>
    /// <returns>The value, or <see cref="Blank"/> after a finding.</returns>
    public abstract T Read(ref JsonInput input);

    /// <summary>Writes a value.</summary>
    public abstract void Write(JsonOutput output, T value);

    /// <summary>Whether two values are written alike; a field whose value is the default's is left out.</summary>
    public virtual bool Same(T left, T right) => EqualityComparer<T>.Default.Equals(left, right);

    /// <summary>Reports what is out of bounds in a value that was not read here but made in code.</summary>
    public abstract void Check(T value, BoundsCheck check);

    /// <summary>Writes the keywords of its JSON Schema into the current object.</summary>
    public abstract void WriteSchema(SchemaWriter schema);
}
