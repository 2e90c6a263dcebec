using Rebalancer.Model;
using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>A known value with its source; an unknown fact is left out of its record.</summary>
internal sealed class FactShape<T> : Shape<Fact<T>>
{
    private static readonly WordShape<FactSource> Source = new(
        (FactSource.Read, "read"), (FactSource.Given, "given"), (FactSource.Assumed, "assumed"));

    private readonly Shape<T> value;
    private readonly RecordShape<(T Value, FactSource Source)> pair;

    public FactShape(Shape<T> value)
    {
        this.value = value;
        pair = new RecordShape<(T Value, FactSource Source)>("fact", (value.Blank, FactSource.Unknown), value.IsInline)
            .Required("value", value, fact => fact.Value, (fact, read) => fact with { Value = read })
            .Required("source", Source, fact => fact.Source, (fact, read) => fact with { Source = read });
    }

    public override Fact<T> Blank => default;

    public override bool IsInline => pair.IsInline;

    public override Fact<T> Read(ref JsonInput input)
    {
        (T read, FactSource source) = pair.Read(ref input);
        return source == FactSource.Unknown ? default : Fact.From(read, source);
    }

    public override void Write(JsonOutput output, Fact<T> fact) => pair.Write(output, (fact.Value, fact.Source));

    public override bool Same(Fact<T> left, Fact<T> right) =>
        left.Source == right.Source && (!left.IsKnown || value.Same(left.Value, right.Value));

    public override void Check(Fact<T> fact, BoundsCheck check)
    {
        if (fact.IsKnown)
        {
            pair.Check((fact.Value, fact.Source), check);
        }
    }

    public override void WriteSchema(SchemaWriter schema) => pair.WriteFields(schema);
}
