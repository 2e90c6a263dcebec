using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>A type that is written as another one, such as a host name as a text.</summary>
internal sealed class MappedShape<T, TWritten>(Shape<TWritten> written, Func<T, TWritten> to, Func<TWritten, T> from) : Shape<T>
{
    public override T Blank => from(written.Blank);

    public override bool IsInline => written.IsInline;

    public override T Read(ref JsonInput input) => from(written.Read(ref input));

    public override void Write(JsonOutput output, T value) => written.Write(output, to(value));

    public override bool Same(T left, T right) => written.Same(to(left), to(right));

    public override void Check(T value, BoundsCheck check) => written.Check(to(value), check);

    public override void WriteSchema(SchemaWriter schema) => written.WriteSchema(schema);
}

/// <summary>An object or null.</summary>
internal sealed class OrNullShape<T>(Shape<T> inner) : Shape<T?>
    where T : class
{
    public override T? Blank => null;

    public override bool IsInline => inner.IsInline;

    public override T? Read(ref JsonInput input) => input.IsNull ? null : inner.Read(ref input);

    public override void Write(JsonOutput output, T? value)
    {
        if (value is null)
        {
            output.Writer.WriteNullValue();
        }
        else
        {
            inner.Write(output, value);
        }
    }

    public override bool Same(T? left, T? right) => left is null || right is null ? left is null && right is null : inner.Same(left, right);

    public override void Check(T? value, BoundsCheck check)
    {
        if (value is not null)
        {
            inner.Check(value, check);
        }
    }

    public override void WriteSchema(SchemaWriter schema) => schema.OrNull(inner.WriteSchema);
}

/// <summary>A plain value or null.</summary>
internal sealed class OrNoneShape<T>(Shape<T> inner) : Shape<T?>
    where T : struct
{
    public override T? Blank => null;

    public override T? Read(ref JsonInput input) => input.IsNull ? null : inner.Read(ref input);

    public override void Write(JsonOutput output, T? value)
    {
        if (value is { } known)
        {
            inner.Write(output, known);
        }
        else
        {
            output.Writer.WriteNullValue();
        }
    }

    public override bool Same(T? left, T? right) =>
        left is { } known && right is { } other ? inner.Same(known, other) : left.HasValue == right.HasValue;

    public override void Check(T? value, BoundsCheck check)
    {
        if (value is { } known)
        {
            inner.Check(known, check);
        }
    }

    public override void WriteSchema(SchemaWriter schema) => schema.OrNull(inner.WriteSchema);
}
