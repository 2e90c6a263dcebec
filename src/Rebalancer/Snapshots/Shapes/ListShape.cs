using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Snapshots.Reading;

namespace Rebalancer.Snapshots.Shapes;

/// <summary>A list.</summary>
/// <param name="element">The shape of its elements.</param>
/// <param name="least">How many it must have.</param>
/// <param name="most">How many it may have.</param>
internal sealed class ListShape<T>(Shape<T> element, int least = 0, int most = ListBounds.Most) : Shape<ImmutableArray<T>>
{
    public override ImmutableArray<T> Blank => [];

    // Lists of texts and numbers go on one line; lists of objects get a line per object.
    public override bool IsInline => element is not IRecordShape && element.IsInline;

    public override ImmutableArray<T> Read(ref JsonInput input)
    {
        if (input.Kind != JsonTokenType.StartArray)
        {
            input.WrongKind("a list");
            return Blank;
        }

        ReadingContext context = input.Context;
        ImmutableArray<T>.Builder elements = ImmutableArray.CreateBuilder<T>();
        while (!context.IsStopped && input.Advance() && input.Kind != JsonTokenType.EndArray)
        {
            if (elements.Count == most)
            {
                input.Error("json.range", $"the list has more than {most} elements");
                SkipToEnd(ref input);
                break;
            }

            context.Place.Enter(elements.Count);
            elements.Add(element.Read(ref input));
            context.Place.Leave();
        }

        if (!context.IsStopped && Complaint(elements.Count) is { } complaint)
        {
            input.Error("json.range", complaint);
        }

        return elements.DrainToImmutable();
    }

    public override void Write(JsonOutput output, ImmutableArray<T> value)
    {
        output.Writer.WriteStartArray();
        foreach (T item in OrEmpty(value))
        {
            output.Write(element, item);
        }

        output.Writer.WriteEndArray();
    }

    public override bool Same(ImmutableArray<T> left, ImmutableArray<T> right)
    {
        ImmutableArray<T> ours = OrEmpty(left);
        ImmutableArray<T> theirs = OrEmpty(right);
        if (ours.Length != theirs.Length)
        {
            return false;
        }

        for (int i = 0; i < ours.Length; i++)
        {
            if (!element.Same(ours[i], theirs[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override void Check(ImmutableArray<T> value, BoundsCheck check)
    {
        if (value.IsDefault)
        {
            check.Report("the list was never made");
            return;
        }

        check.Report(Complaint(value.Length));
        for (int i = 0; i < value.Length; i++)
        {
            check.Place.Enter(i);
            element.Check(value[i], check);
            check.Place.Leave();
        }
    }

    public override void WriteSchema(SchemaWriter schema)
    {
        schema.Json.WriteString("type", "array");
        schema.Object("items", element.WriteSchema);
        if (least > 0)
        {
            schema.Json.WriteNumber("minItems", least);
        }

        schema.Json.WriteNumber("maxItems", most);
    }

    private static ImmutableArray<T> OrEmpty(ImmutableArray<T> value) => value.IsDefault ? [] : value;

    private static void SkipToEnd(ref JsonInput input)
    {
        do
        {
            input.Skip();
        }
        while (input.Advance() && input.Kind != JsonTokenType.EndArray);
    }

    private string? Complaint(int count) =>
        count < least ? $"the list has {count} elements; at least {least} are needed"
        : count > most ? $"the list has {count} elements; at most {most} are allowed"
        : null;
}

/// <summary>How long lists may be.</summary>
internal static class ListBounds
{
    /// <summary>
    /// Any list: of empty texts it is four times as large in memory as in the file, so its length must be bounded, too.
    /// </summary>
    public const int Most = 4_194_304;

    /// <summary>Entries of a map such as extra specs or amounts by class.</summary>
    public const int Entries = 65_536;

    /// <summary>Inventories of a host, of which real ones have ten.</summary>
    public const int Inventories = 1_000;

    /// <summary>Hosts: five times the largest cloud that is planned for.</summary>
    public const int Hosts = 50_000;

    /// <summary>Instances: the same.</summary>
    public const int Instances = 1_000_000;

    /// <summary>NUMA cells of a host or guest; they are compared with each other.</summary>
    public const int Cells = 256;
}
