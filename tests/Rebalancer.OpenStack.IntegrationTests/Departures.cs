using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Who has left which host live, and when: Nova's scheduler notices that late, and refuses the host to others of its anti-affinity group.</summary>
/// <param name="notice">How late.</param>
/// <remarks>The lab's README says why, under "What Nova itself does wrong".</remarks>
internal sealed class Departures(TimeSpan notice)
{
    private readonly Dictionary<(HostName Host, InstanceId Instance), long> left = [];

    /// <summary>How often somebody had to wait.</summary>
    public int Waits { get; private set; }

    /// <summary>Notes a move that Nova has made.</summary>
    public void Note(Verdict moved)
    {
        if (moved.Kind != MoveKind.Cold)
        {
            left[(moved.Source, moved.Instance)] = TimeProvider.System.GetTimestamp();
        }
    }

    /// <summary>Waits until the scheduler has noticed those who keep an instance from a host that they have left.</summary>
    public async Task UntilNoticedAsync(Cluster cluster, Verdict wanted, CancellationToken cancellation)
    {
        IEnumerable<InstanceId> others = cluster.GroupsOf(cluster.IndexOf(wanted.Instance)).Select(group => cluster.ServerGroups[group])
            .Where(group => group.Policy == GroupPolicy.AntiAffinity).SelectMany(group => group.Members).Where(member => member != wanted.Instance);
        TimeSpan wait = others.Select(other => left.TryGetValue((wanted.Destination, other), out long moment) ? notice - TimeProvider.System.GetElapsedTime(moment) : TimeSpan.Zero)
            .DefaultIfEmpty().Max();
        if (wait > TimeSpan.Zero)
        {
            Waits++;
            await Task.Delay(wait, cancellation);
        }
    }
}
