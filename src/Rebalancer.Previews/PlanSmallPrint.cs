using System.Collections.Immutable;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>The end of a plan: what it assumes, the policies and limits it obeys, warnings, notes.</summary>
internal static class PlanSmallPrint
{
    private const int Most = 20;

    public static void Write(IOutline page, Cluster? cluster, Plan plan, PlanProof? proof)
    {
        Bullets(page, "Assumed, because nobody said", [.. plan.Assumptions.Select(assumption => $"{assumption.Text} [{assumption.Code}]")]);
        page.Heading($"Policies beyond Nova's own rules: {plan.Profile.Name}");
        page.Paragraph(string.Join("; ", PolicyWords.Of(plan.Profile).DefaultIfEmpty("none")), 2);

        Bullets(page, "Limits", PolicyWords.Of(plan.Goal.Limits));
        Bullets(page, "Warnings", [.. StillHeld(cluster, plan), .. plan.Warnings.Select(Describe), .. proof?.Warnings ?? []]);
        Bullets(page, "Notes", Notes(cluster, plan));
    }

    private static string Describe(Finding finding) => $"{finding.Message} [{finding.Code} at {finding.Path}]";

    private static void Bullets(IOutline page, string heading, List<string> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        page.Heading(heading);
        foreach (string line in lines.Take(Most))
        {
            page.Paragraph($"- {line}", 2, 2);
        }

        if (lines.Count > Most)
        {
            page.Paragraph($"- and {lines.Count - Most} more, all of them in the plan's file", 2, 2);
        }
    }

    /// <summary>What an emptied host keeps holding because a migration that is not the plan's has not ended.</summary>
    private static IEnumerable<string> StillHeld(Cluster? cluster, Plan plan)
    {
        if (cluster is null)
        {
            yield break;
        }

        InstanceNames names = new(cluster);
        ImmutableArray<HostName> emptied = [.. GoalParts.Of(plan.Goal).SelectMany(GoalParts.EmptiedBy).Distinct()];
        HashSet<string> awaited = [.. plan.Steps.OfType<WaitStep>().Select(step => step.MigrationId)];
        foreach (MoveInFlight move in cluster.MovesInFlight.Where(move => !awaited.Contains(move.MigrationId)))
        {
            foreach (HostName host in emptied.Where(host => host == move.Source || host == move.Destination))
            {
                string end = move.AwaitsConfirm ? "is confirmed or reverted" : "has ended";
                yield return $"{host} still holds a part of {names.Of(move.Instance)}, which goes from {move.Source} to {move.Destination?.ToString() ?? "a host not yet chosen"}, until that migration {end}.";
            }
        }
    }

    private static List<string> Notes(Cluster? cluster, Plan plan)
    {
        List<string> notes = [];
        MoveStep[] moves = [.. plan.Steps.OfType<MoveStep>()];
        if (moves.Any(move => move.Kind is MoveKind.Live or MoveKind.BlockLive))
        {
            notes.Add("Live migration slows an instance down while its memory is copied, and may lose a few packets at the switch-over; Red Hat does not support complaints about that.");
            notes.Add("With Open vSwitch or OVN the metadata service may be out of reach for a moment on the destination; instances that ask for it then should ask again.");
        }

        if (moves.Any(move => move.Kind == MoveKind.Cold))
        {
            notes.Add("A cold move shuts the instance down and holds both hosts until its confirm step.");
        }

        if (moves.Any(move => move.Kind == MoveKind.Evacuate))
        {
            notes.Add("Evacuated instances come up stopped from 2023.1 on. A new administrator password takes effect only where local disks are rebuilt; Nova does not say so.");
            notes.Add("A host that failed keeps holding what was evacuated from it until its nova-compute is back and has cleaned up.");
        }

        if (plan.Steps.Any(step => step is MaintainStep))
        {
            notes.Add("The times leave out the maintenance itself: at each maintain step the plan waits until you say that it is done.");
        }

        if (RebuiltDisks.Of(cluster, plan) is { IsEmpty: false } rebuilt)
        {
            notes.Add($"Data is lost: evacuation rebuilds the local disks of {Words.List([.. rebuilt.Select(new InstanceNames(cluster).Of)])} from their images.");
        }

        if (moves.Length > 0)
        {
            notes.Add("An instance that is slower after its move than before: compare the CPU load, the CPU sets and the NUMA cells of its new host with those of the host it left.");
        }

        if (cluster is null)
        {
            notes.Add("With the cluster (--cluster; in a notebook Preview(cluster)) names, times, sizes and the use of hosts are shown too.");
        }

        return notes;
    }
}
