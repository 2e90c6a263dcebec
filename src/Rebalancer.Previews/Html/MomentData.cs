using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;

namespace Rebalancer.Previews.Html;

/// <summary>What the page's script needs to tell the state of every changed host at a moment, as JSON that is safe within HTML.</summary>
internal static class MomentData
{
    /// <summary>The JSON: hosts with capacities and use before, and when each move begins, ends and releases how much.</summary>
    public static string Of(Cluster cluster, Plan plan, InstanceNames names, PlanFigures figures)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            ImmutableArray<int> classes = HostRows.ClassesOf(cluster, figures);
            json.WriteStartObject();
            json.WriteNumber("end", figures.Schedule.Makespan.TotalSeconds);
            json.WriteNumber("left", TimeLine.Left);
            json.WriteNumber("width", TimeLine.Span);
            WriteArray(json, "classes", classes, index => json.WriteStringValue(cluster.ResourceClasses[index] == ResourceClass.MemoryMb ? "MiB" : ""));
            json.WriteStartObject("hosts");
            foreach (HostChange host in figures.Hosts.Where(host => host.IsTouched))
            {
                json.WriteStartObject(host.Host.ToString(CultureInfo.InvariantCulture));
                json.WriteNumber("instances", host.InstancesBefore);
                WriteArray(json, "capacity", classes, index => json.WriteNumberValue(host.Quantities[index].Capacity));
                WriteArray(json, "before", classes, index => json.WriteNumberValue(host.Quantities[index].Before));
                json.WriteEndObject();
            }

            json.WriteEndObject();
            WriteMoves(json, cluster, plan, names, figures, classes);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void WriteMoves(Utf8JsonWriter json, Cluster cluster, Plan plan, InstanceNames names, PlanFigures figures, ImmutableArray<int> classes)
    {
        PlanState before = PlanState.Of(cluster);
        Dictionary<int, TimeSpan> confirmed = [];
        for (int place = 0; place < plan.Steps.Length; place++)
        {
            if (plan.Steps[place] is ConfirmStep confirm)
            {
                confirmed[confirm.Move] = figures.Schedule.Steps[place].End;
            }
        }

        json.WriteStartArray("moves");
        for (int place = 0; place < plan.Steps.Length; place++)
        {
            if (plan.Steps[place] is not MoveStep move)
            {
                continue;
            }

            (int instance, int from, int to) = (cluster.IndexOf(move.Instance), cluster.IndexOf(move.Source), cluster.IndexOf(move.Destination));
            StepTime time = figures.Schedule.Steps[place];
            json.WriteStartObject();
            json.WriteString("name", names.Of(move.Instance));
            json.WriteNumber("from", from);
            json.WriteNumber("to", to);
            json.WriteNumber("claim", time.Start.TotalSeconds);
            json.WriteNumber("end", time.End.TotalSeconds);
            TimeSpan? release = move.Kind switch
            {
                MoveKind.Live or MoveKind.BlockLive => time.End,
                MoveKind.Cold when confirmed.TryGetValue(move.Id, out TimeSpan end) => end,
                _ => null,
            };
            if (release is { } moment)
            {
                json.WriteNumber("release", moment.TotalSeconds);
            }
            else
            {
                json.WriteNull("release");
            }

            long[] arrives = before.AmountsOn(instance, to).ToArray();
            long[] leaves = (before.HostOf(instance) == from ? before.HeldBy(instance) : before.AmountsOn(instance, from)).ToArray();
            WriteArray(json, "arrives", classes, index => json.WriteNumberValue(arrives[index]));
            WriteArray(json, "leaves", classes, index => json.WriteNumberValue(leaves[index]));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ImmutableArray<int> classes, Action<int> value)
    {
        json.WriteStartArray(name);
        foreach (int index in classes)
        {
            value(index);
        }

        json.WriteEndArray();
    }
}
