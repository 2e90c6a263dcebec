using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Findings;
using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>An object whose field names are data.</summary>
/// <param name="value">The shape of its values.</param>
/// <param name="keys">How keys are written as field names.</param>
internal sealed class MapShape<TKey, TValue>(MapKeys<TKey> keys, Shape<TValue> value) : Shape<ImmutableSortedDictionary<TKey, TValue>>
    where TKey : notnull
{
    private static readonly string TooMany = $"the object has more than {ListBounds.Entries} fields";

    private readonly ImmutableSortedDictionary<TKey, TValue> empty =
        ImmutableSortedDictionary<TKey, TValue>.Empty.WithComparers(keys.Order, EqualityComparer<TValue>.Default);

    public override ImmutableSortedDictionary<TKey, TValue> Blank => empty;

    public override bool IsInline => value.IsInline;

    public override ImmutableSortedDictionary<TKey, TValue> Read(ref JsonInput input)
    {
        if (input.Kind != JsonTokenType.StartObject)
        {
            input.WrongKind("an object");
            return Blank;
        }

        ReadingContext context = input.Context;
        ImmutableSortedDictionary<TKey, TValue>.Builder entries = empty.ToBuilder();
        while (!context.IsStopped && input.Advance() && input.Kind == JsonTokenType.PropertyName)
        {
            string? name = input.Text();
            context.Place.Enter(name ?? "");
            if (name is null || !keys.TryRead(name, out TKey? key))
            {
                if (name is not null)
                {
                    input.Error("json.key", $"{Quoted.Of(name)} is not {keys.Wanted}");
                }

                input.Advance();
                input.Skip();
            }
            else
            {
                bool isNew = IsNew(ref input, entries, key, name);
                input.Advance();
                TValue read = value.Read(ref input);
                if (isNew)
                {
                    entries.Add(key, read);
                }
            }

            context.Place.Leave();
        }

        return entries.ToImmutable();
    }

    public override void Write(JsonOutput output, ImmutableSortedDictionary<TKey, TValue> map)
    {
        output.Writer.WriteStartObject();
        foreach ((TKey key, TValue item) in Ordered(map))
        {
            output.Writer.WritePropertyName(keys.Write(key));
            output.Write(value, item);
        }

        output.Writer.WriteEndObject();
    }

    public override bool Same(ImmutableSortedDictionary<TKey, TValue> left, ImmutableSortedDictionary<TKey, TValue> right) =>
        left.Count == right.Count
        && left.All(pair => right.TryGetValue(pair.Key, out TValue? other) && value.Same(pair.Value, other));

    public override void Check(ImmutableSortedDictionary<TKey, TValue> map, BoundsCheck check)
    {
        check.Report(map.Count > ListBounds.Entries ? TooMany : null);
        foreach ((TKey key, TValue item) in map)
        {
            string name = keys.Write(key);
            check.Place.Enter(name);
            check.Report(keys.TryRead(name, out _) ? null : $"{Quoted.Of(name)} is not {keys.Wanted}");
            value.Check(item, check);
            check.Place.Leave();
        }
    }

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "object");
        if (keys.Pattern is { } pattern)
        {
            schema.Object("propertyNames", names => names.Json.WriteString("pattern", pattern));
        }

        schema.Object("additionalProperties", value.WriteSchema);
        schema.Json.WriteNumber("maxProperties", ListBounds.Entries);
    }

    private static bool IsNew(ref JsonInput input, ImmutableSortedDictionary<TKey, TValue>.Builder entries, TKey key, string name)
    {
        if (entries.ContainsKey(key))
        {
            input.Error("json.duplicate-field", $"{Quoted.Of(name)} occurs twice");
            return false;
        }

        if (entries.Count == ListBounds.Entries)
        {
            input.Error("json.range", TooMany);
            return false;
        }

        return true;
    }

    // A map made in code may be sorted by the culture of the machine; the file never is.
    private IEnumerable<KeyValuePair<TKey, TValue>> Ordered(ImmutableSortedDictionary<TKey, TValue> map) =>
        ReferenceEquals(map.KeyComparer, keys.Order) ? map : map.OrderBy(pair => pair.Key, keys.Order);
}

/// <summary>How the keys of a map are written as field names.</summary>
/// <param name="Order">The order in the file.</param>
/// <param name="Write">The field name of a key.</param>
/// <param name="Parse">The key of a field name, and whether it is one.</param>
/// <param name="Wanted">What a field name must be, for messages.</param>
/// <param name="Pattern">The same as a regular expression, where it is not any text.</param>
internal sealed record MapKeys<TKey>(
    IComparer<TKey> Order, Func<TKey, string> Write, Func<string, (bool IsKey, TKey Key)> Parse, string Wanted, string? Pattern = null)
{
    /// <summary>Reads a field name.</summary>
    public bool TryRead(string name, out TKey key)
    {
        (bool isKey, key) = Parse(name);
        return isKey;
    }
}
