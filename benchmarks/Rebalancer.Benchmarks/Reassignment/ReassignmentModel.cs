namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>An instance of the machine reassignment problem (ROADEF/EURO challenge 2012), as its file has it.</summary>
internal sealed class ReassignmentModel
{
    public required ReassignmentResource[] Resources { get; init; }

    public required ReassignmentMachine[] Machines { get; init; }

    public required ReassignmentService[] Services { get; init; }

    public required ReassignmentProcess[] Processes { get; init; }

    public required ReassignmentBalance[] Balances { get; init; }

    /// <summary>The cost of a unit of process move cost.</summary>
    public required long ProcessMoveWeight { get; init; }

    /// <summary>The cost of each process that has moved, of the service of which most have.</summary>
    public required long ServiceMoveWeight { get; init; }

    /// <summary>The cost of a unit of machine move cost.</summary>
    public required long MachineMoveWeight { get; init; }

    /// <summary>No assignment costs less: all machines taken as one.</summary>
    public long PooledBound()
    {
        long bound = 0;
        var free = new long[Resources.Length];
        for (int r = 0; r < Resources.Length; r++)
        {
            long demand = Processes.Sum(process => process.Demands[r]);
            free[r] = Machines.Sum(machine => machine.Capacities[r]) - demand;
            bound += Resources[r].LoadWeight * Math.Max(0, demand - Machines.Sum(machine => machine.SafetyCapacities[r]));
        }

        foreach (ReassignmentBalance balance in Balances)
        {
            bound += balance.Weight * Math.Max(0, (balance.Target * free[balance.First]) - free[balance.Second]);
        }

        return bound;
    }
}

/// <param name="IsTransient">Whether a moved process still holds it on the machine it left.</param>
/// <param name="LoadWeight">The cost of a unit above a safety capacity.</param>
internal readonly record struct ReassignmentResource(bool IsTransient, long LoadWeight);

/// <param name="Neighbourhood">Where dependencies count.</param>
/// <param name="Location">Where spread counts.</param>
/// <param name="Capacities">By resource.</param>
/// <param name="SafetyCapacities">By resource.</param>
/// <param name="MoveCosts">By machine: the cost of moving a process from this one there.</param>
internal sealed record ReassignmentMachine(int Neighbourhood, int Location, long[] Capacities, long[] SafetyCapacities, uint[] MoveCosts);

/// <param name="SpreadMin">How many locations its processes need.</param>
/// <param name="DependsOn">The services of which each neighbourhood of this one needs a process.</param>
internal sealed record ReassignmentService(int SpreadMin, int[] DependsOn);

/// <param name="Service">Its service.</param>
/// <param name="Demands">By resource.</param>
/// <param name="MoveCost">The cost of moving it.</param>
internal sealed record ReassignmentProcess(int Service, long[] Demands, long MoveCost);

/// <summary>Free amounts of two resources should be in proportion.</summary>
internal readonly record struct ReassignmentBalance(int First, int Second, long Target, long Weight);
