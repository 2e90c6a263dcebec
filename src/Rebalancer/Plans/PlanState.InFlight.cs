using Rebalancer.Model;

namespace Rebalancer.Plans;

/// <content>Migrations that the snapshot saw in flight.</content>
public sealed partial class PlanState
{
    /// <summary>A migration that the snapshot saw in flight has ended: its source is released and the instance settled on its destination.</summary>
    /// <param name="move">Its place in <see cref="Cluster.MovesInFlight"/>.</param>
    /// <exception cref="InvalidOperationException">It has ended before, or its destination is not known.</exception>
    public void EndInFlight(int move)
    {
        int other = OtherHostOf(move);
        int instance = Cluster.IndexOf(Cluster.MovesInFlight[move].Instance);
        if (inFlight[move] is not { } holding || other < 0)
        {
            throw new InvalidOperationException($"Migration {Cluster.MovesInFlight[move].MigrationId} has ended before, or nobody knows where it goes.");
        }

        moved.Add(instance);
        CountMoving(instance, hosts[instance], -1);
        CountMoving(instance, other, -1);
        if (Cluster.Hosts[hosts[instance]].Name == Cluster.MovesInFlight[move].Source)
        {
            Hold(instance, hosts[instance], held[instance]!, -1);
            hosts[instance] = other;
            held[instance] = holding;
        }
        else
        {
            Hold(instance, other, holding, -1);
        }

        inFlight[move] = null;
        moving[instance] = false;
    }

    /// <summary>What a migration of the snapshot, not ended yet, holds on the host that <see cref="OtherHostOf"/> gives.</summary>
    internal (ReadOnlyMemory<long> Amounts, GuestHolding Structure) HeldInFlight(int move) => (inFlight[move]!.Amounts, inFlight[move]!.Structure);

    /// <summary>The host that a migration in flight holds beside the one its instance is on, or -1.</summary>
    internal int OtherHostOf(int move) => frame.OtherHostOf(move);

    private void HoldWhatIsInFlight()
    {
        for (int move = 0; move < Cluster.MovesInFlight.Length; move++)
        {
            MoveInFlight read = Cluster.MovesInFlight[move];
            int instance = Cluster.IndexOf(read.Instance);
            int host = OtherHostOf(move);
            moving[instance] = true;
            CountMoving(instance, hosts[instance], 1);
            if (host >= 0)
            {
                inFlight[move] = frame.Found(instance, host, read.OtherAllocations, read.OtherPlacement, cells[host]);
                Hold(instance, host, inFlight[move]!, 1);
                CountMoving(instance, host, 1);
            }
        }
    }
}
