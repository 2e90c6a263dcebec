using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;

namespace Rebalancer.Cli.Output;

/// <summary>What <c>rebalancer diff</c> tells, as JSON.</summary>
internal static class PlanDiffJson
{
    public static void Write(TextWriter output, PlanDiff diff) => Json.Write(output, "plan-diff", writer =>
    {
        writer.WriteBoolean("isEmpty", diff.IsEmpty);
        writer.WriteString("oldOutcome", Spelling.Of(diff.Old.Outcome));
        writer.WriteString("newOutcome", Spelling.Of(diff.New.Outcome));
        writer.WriteBoolean("isReordered", diff.IsReordered);
        writer.WriteObjects("terms", diff.Terms, term =>
        {
            writer.WriteString("kind", Spelling.Of(term.Kind));
            writer.WriteStrings("old", term.Old);
            writer.WriteStrings("new", term.New);
        });
        writer.WriteObjects("levels", diff.Levels, level =>
        {
            writer.WriteString("name", level.Name);
            WriteLevel(writer, "old", level.Old);
            WriteLevel(writer, "new", level.New);
        });
        writer.WriteObjects("routes", diff.Routes, route =>
        {
            writer.WriteString("instance", route.Instance.ToString());
            WriteLegs(writer, "old", route.Old);
            WriteLegs(writer, "new", route.New);
        });
        writer.WriteObjects("leftBehind", diff.Stays, stay =>
        {
            writer.WriteString("instance", stay.Instance.ToString());
            writer.WriteStrings("old", stay.Old?.Reasons.Select(reason => reason.Code) ?? []);
            writer.WriteStrings("new", stay.New?.Reasons.Select(reason => reason.Code) ?? []);
        });
    });

    private static void WriteLevel(Utf8JsonWriter writer, string name, ObjectiveLevel? level)
    {
        if (level is not null)
        {
            writer.WriteStartObject(name);
            writer.WriteString("unit", level.Unit);
            writer.WriteNumber("value", level.Value);
            writer.WriteNumber("bound", level.Bound);
            writer.WriteEndObject();
        }
    }

    private static void WriteLegs(Utf8JsonWriter writer, string name, ImmutableArray<Leg> legs) => writer.WriteObjects(name, legs, leg =>
    {
        writer.WriteString("source", leg.Source.ToString());
        writer.WriteString("destination", leg.Destination.ToString());
        writer.WriteString("kind", Spelling.Of(leg.Kind));
    });
}
