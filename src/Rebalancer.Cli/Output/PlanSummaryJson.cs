using System.Text.Json;
using Rebalancer.Cli.Options;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;

namespace Rebalancer.Cli.Output;

/// <summary>What <c>rebalancer show</c> tells beyond the plan's own file, as JSON: times, sizes, proof.</summary>
internal static class PlanSummaryJson
{
    public static void Write(TextWriter output, Cluster? cluster, Plan plan, PlanProof? proof) => Json.Write(output, "plan-summary", writer =>
    {
        writer.WriteString("outcome", Spelling.Of(plan.Outcome));
        writer.WriteString("profile", plan.Profile.Name);
        WriteLevels(writer, plan);
        writer.WriteStrings("leftBehind", plan.LeftBehind.Select(left => left.Instance.ToString()));
        writer.WriteObjects("mayFail", plan.Witnesses, witness =>
        {
            writer.WriteStrings("hosts", witness.Hosts.Select(host => host.ToString()));
            if (witness.Rack is { } rack)
            {
                writer.WriteString("rack", rack);
            }

            writer.WriteBoolean("isShown", witness.IsShown);
        });
        writer.WriteObjects("relaxations", plan.Relaxations, relaxation =>
        {
            writer.WriteStrings("changes", relaxation.Changes.Select(change => change.Text));
            writer.WriteBoolean("isSmallest", relaxation.IsSmallest);
            writer.WriteBoolean("isIrreducible", relaxation.IsIrreducible);
        });
        if (cluster is null)
        {
            return;
        }

        if (PlanInput.IsOf(cluster, plan) is { } isOf)
        {
            writer.WriteBoolean("madeForThisCluster", isOf);
        }

        if (proof is not null)
        {
            writer.WriteStartObject("proof");
            ProofJson.WriteMembers(writer, proof);
            writer.WriteEndObject();
        }

        writer.WriteObjects("goals", GoalChange.Of(cluster, plan), change =>
        {
            writer.WriteNumber("goal", change.Goal);
            writer.WriteString("what", change.What);
            writer.WriteString("unit", change.Unit);
            writer.WriteNumber("before", change.Before);
            writer.WriteNumber("after", change.After);
        });
        if (PlanTimes.Of(cluster, plan) is { } times)
        {
            WriteTimes(writer, plan, times);
        }
    });

    /// <summary>The levels of the objective.</summary>
    public static void WriteLevels(Utf8JsonWriter writer, Plan plan) => writer.WriteObjects("levels", plan.Levels, level =>
    {
        writer.WriteString("name", level.Name);
        writer.WriteString("unit", level.Unit);
        writer.WriteNumber("value", level.Value);
        writer.WriteNumber("bound", level.Bound);
        writer.WriteNumber("gap", level.Gap);
    });

    private static void WriteTimes(Utf8JsonWriter writer, Plan plan, PlanTimes times)
    {
        writer.WriteNumber("makespanSeconds", times.Schedule.Makespan.TotalSeconds);
        writer.WriteNumber("sumOfEndsSeconds", times.Schedule.SumOfEnds.TotalSeconds);
        writer.WriteObjects("steps", Enumerable.Range(0, plan.Steps.Length), place =>
        {
            StepTime time = times.Schedule.Steps[place];
            writer.WriteNumber("id", plan.Steps[place].Id);
            writer.WriteNumber("stage", times.Stages[place]);
            writer.WriteNumber("startSeconds", time.Start.TotalSeconds);
            writer.WriteNumber("endSeconds", time.End.TotalSeconds);
            if (times.Estimates[place] is { } estimate)
            {
                writer.WriteNumber("bytes", estimate.Bytes);
                writer.WriteNumber("downtimeSeconds", estimate.Downtime.TotalSeconds);
                writer.WriteBoolean("converges", estimate.Converges);
            }
        });
    }
}
