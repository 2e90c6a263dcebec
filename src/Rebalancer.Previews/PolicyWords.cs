using System.Globalization;
using Rebalancer.Goals;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;

namespace Rebalancer.Previews;

/// <summary>Policies and limits in words.</summary>
internal static class PolicyWords
{
    /// <summary>The policies that are set.</summary>
    public static List<string> Of(Profile profile)
    {
        List<string> words = [];
        void Add(bool isSet, string text)
        {
            if (isSet)
            {
                words.Add(text);
            }
        }

        Add(profile.RequiresSameCpuModel, "live and block-live only between hosts of one CPU model");
        Add(profile.RequiresEqualSharedSet, "live and block-live of floating instances only between hosts with one cpu_shared_set");
        Add(profile.RequiresSameArchitecture, "every kind of move only between hosts of one CPU architecture");
        Add(profile.MaxRamOvercommit is not null, string.Create(CultureInfo.InvariantCulture, $"memory of a destination at most {profile.MaxRamOvercommit:0.0##} times what it has"));
        Add(profile.RefusesDataLoss, "no evacuation that rebuilds a disk from its image");
        Add(profile.RefusesReadOnlyConfigDrive, "no block-live with an ISO 9660 config drive on local disks");
        Add(profile.RefusesSriovDowntime, "no live move that detaches an SR-IOV port");
        Add(profile.RequiresKnownTopology, "instances with a guest topology only to hosts whose NUMA cells are known");
        Add(profile.RequiresFencedSource, "evacuations only from hosts that are known to be fenced");
        Add(profile.HonorsOwners, "what the owner of an instance allows, and no downtime where the owner said nothing");
        Add(profile.RefusesAssumptions, "strict: nothing is assumed; what nobody said is refused");
        return words;
    }

    /// <summary>The limits that differ from the default.</summary>
    public static List<string> Of(PlanLimits limits)
    {
        PlanLimits none = new();
        List<string> words = [];
        void Add(bool isSet, FormattableString text)
        {
            if (isSet)
            {
                words.Add(text.ToString(CultureInfo.InvariantCulture));
            }
        }

        Add(limits.MaxMoves is not null, $"at most {limits.MaxMoves} moves");
        Add(limits.MaxGiB is not null, $"at most {limits.MaxGiB} GiB over the wire");
        Add(!limits.Kinds.SequenceEqual(none.Kinds), $"only these kinds of move: {string.Join(", ", limits.Kinds.Select(Words.Of))}");
        Add(limits.Headroom > 0, $"{Units.Percent(limits.Headroom)} of each destination's capacity stays free at the end");
        Add(limits.MaxOutOfHost != none.MaxOutOfHost, $"at most {limits.MaxOutOfHost} live migrations out of a host at once, where its own limit is unknown");
        Add(limits.MaxIntoHost is not null, $"at most {limits.MaxIntoHost} migrations into a host at once");
        Add(limits.MaxInAll is not null, $"at most {limits.MaxInAll} migrations at once in all");
        Add(!limits.Survives.IsEmpty, $"room for the instances of each of these hosts, should it fail: {Words.List(limits.Survives)}");
        Add(!limits.SurvivesRacks.IsEmpty, $"room for the instances of each of these racks, should it fail: {Words.List(limits.SurvivesRacks)}");
        Add(limits.MaxDetours is not null, $"at most {Units.Count(limits.MaxDetours.GetValueOrDefault(), "instance")} moved twice to let others pass");
        Add(limits.Window is not null, $"done within {Units.Duration(limits.Window.GetValueOrDefault())}");
        Add(!limits.InstancesLeftAlone.IsEmpty, $"instances left alone: {Words.List(limits.InstancesLeftAlone)}");
        Add(!limits.HostsLeftAlone.IsEmpty, $"hosts left alone: {Words.List(limits.HostsLeftAlone)}");
        Add(limits.StartsAt is not null, $"starts at {limits.StartsAt:yyyy-MM-dd HH:mm:ss zzz}");
        return words;
    }
}
