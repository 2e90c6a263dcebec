using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Laws;

/// <summary>Whether what is unknown of the hosts can be such that Nova takes all moves of a plan, not only each of them.</summary>
internal sealed class OneWorldLaw
{
    private readonly Cluster cluster;
    private readonly MoveStep[] moves;
    private readonly CloudOptions options;
    private readonly Profile profile;

    /// <summary>Looks at a plan.</summary>
    public OneWorldLaw(Cluster cluster, Plan plan)
    {
        this.cluster = cluster;
        moves = [.. plan.Steps.OfType<MoveStep>()];
        options = cluster.Options;
        profile = plan.Profile;
    }

    /// <summary>The facts that no world can give to all hosts at once.</summary>
    public IEnumerable<string> Contradictions() =>
    [
        .. Unequal("cell", host => host.Cell.TryGet(out string? cell) ? cell : null, StaysInCell),
        .. Unequal("type of hypervisor", host => host.HypervisorType.TryGet(out string? type) ? type : null, IsLive),
        .. Unequal("CPU model", host => host.Cpu.TryGet(out HostCpu? cpu) ? $"{cpu.Vendor} {cpu.Model}" : null, move => IsLive(move) && profile.RequiresSameCpuModel),
        .. Unequal("CPU architecture", host => host.Cpu.TryGet(out HostCpu? cpu) ? cpu.Architecture.Name : null, _ => profile.RequiresSameArchitecture),
        .. Unequal(
            "cpu_shared_set",
            host => host.CpuSharedSet.TryGet(out CpuSet? set) ? set?.ToString() ?? "not set" : null,
            move => IsLive(move) && profile.RequiresEqualSharedSet && Floats(move)),
        .. Unequal("ssh key group", host => host.SshKeyGroup.TryGet(out string? group) ? group : null, CopiesOverSsh),
        .. OlderOnTheWay(),
    ];

    private static bool IsLive(MoveStep move) => move.Kind is MoveKind.Live or MoveKind.BlockLive;

    private bool StaysInCell(MoveStep move) => move.Kind != MoveKind.Cold || !options.AllowsCrossCellCold.ValueOr(false);

    private bool CopiesOverSsh(MoveStep move) =>
        move.Kind == MoveKind.Cold && (SharesNoPath(HostOf(move.Source)) || SharesNoPath(HostOf(move.Destination)));

    private static bool SharesNoPath(Host host) => host.Storage.SharedPathGroup.TryGet(out string? path) && path.Length == 0;

    /// <summary>A guest of whose CPUs neither flavor nor image say anything.</summary>
    private bool Floats(MoveStep move)
    {
        Instance instance = cluster.Instances[cluster.IndexOf(move.Instance)];
        return !instance.Flavor.ExtraSpecs.Keys.Any(key => key.StartsWith("hw:", StringComparison.Ordinal))
            && instance.Image.Properties.TryGet(out var properties) && !properties.Keys.Any(key => key.StartsWith("hw_", StringComparison.Ordinal));
    }

    private Host HostOf(HostName name) => cluster.Hosts[cluster.IndexOf(name)];

    /// <summary>Moves that need a fact to be equal on both ends join hosts; no two hosts that are joined may have been told two values.</summary>
    private IEnumerable<string> Unequal(string name, Func<Host, string?> told, Func<MoveStep, bool> needsIt)
    {
        int[] joined = [.. Enumerable.Range(0, cluster.Hosts.Length)];
        foreach (MoveStep move in moves.Where(needsIt))
        {
            int from = joined[cluster.IndexOf(move.Source)];
            int to = joined[cluster.IndexOf(move.Destination)];
            for (int i = 0; i < joined.Length; i++)
            {
                joined[i] = joined[i] == from ? to : joined[i];
            }
        }

        return from host in Enumerable.Range(0, joined.Length)
               group told(cluster.Hosts[host]) by joined[host] into together
               let values = together.OfType<string>().Distinct().ToArray()
               where values.Length > 1
               select $"The moves need one {name} on hosts that were told to have several: {string.Join(", ", values)}.";
    }

    /// <summary>A live move needs a hypervisor that is not older; a host of unknown version is at least as new as any it is reached from.</summary>
    private IEnumerable<string> OlderOnTheWay()
    {
        if (options.SkipsHypervisorVersionCheck.ValueOr(false))
        {
            return [];
        }

        long[] atLeast = [.. cluster.Hosts.Select(host => host.HypervisorVersion.TryGet(out long version) ? version : 0)];
        for (int round = 0; round < atLeast.Length; round++)
        {
            foreach (MoveStep move in moves.Where(IsLive))
            {
                int to = cluster.IndexOf(move.Destination);
                atLeast[to] = Math.Max(atLeast[to], atLeast[cluster.IndexOf(move.Source)]);
            }
        }

        return cluster.Hosts
            .Where((host, i) => host.HypervisorVersion.TryGet(out long version) && version < atLeast[i])
            .Select(host => $"The moves need a newer hypervisor on {host.Name} than it was told to have.");
    }
}
