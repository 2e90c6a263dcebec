namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>What an assignment costs and breaks by the words of the problem statement; it shares nothing with the search.</summary>
internal static class ReassignmentCheck
{
    /// <summary>The cost of an assignment, and every broken constraint in words.</summary>
    public static (long Cost, List<string> Violations) Evaluate(ReassignmentModel model, int[] origin, int[] machineOf)
    {
        List<string> violations = [];
        int resourceCount = model.Resources.Length;
        var used = new long[model.Machines.Length, resourceCount];
        var left = new long[model.Machines.Length, resourceCount];
        var moved = new long[model.Services.Length];
        HashSet<(int Service, int Machine)> onMachine = [];
        HashSet<(int Service, int Location)> inLocation = [];
        HashSet<(int Service, int Neighbourhood)> inNeighbourhood = [];
        long cost = 0;
        for (int p = 0; p < machineOf.Length; p++)
        {
            ReassignmentProcess process = model.Processes[p];
            (int from, int to) = (origin[p], machineOf[p]);
            for (int r = 0; r < resourceCount; r++)
            {
                used[to, r] += process.Demands[r];
                left[from, r] += from != to && model.Resources[r].IsTransient ? process.Demands[r] : 0;
            }

            if (!onMachine.Add((process.Service, to)))
            {
                violations.Add($"conflict: two processes of service {process.Service} on machine {to}");
            }

            inLocation.Add((process.Service, model.Machines[to].Location));
            inNeighbourhood.Add((process.Service, model.Machines[to].Neighbourhood));
            if (from != to)
            {
                moved[process.Service]++;
                cost += (model.ProcessMoveWeight * process.MoveCost) + (model.MachineMoveWeight * model.Machines[from].MoveCosts[to]);
            }
        }

        cost += model.ServiceMoveWeight * moved.DefaultIfEmpty().Max();
        for (int m = 0; m < model.Machines.Length; m++)
        {
            ReassignmentMachine machine = model.Machines[m];
            for (int r = 0; r < resourceCount; r++)
            {
                cost += model.Resources[r].LoadWeight * Math.Max(0, used[m, r] - machine.SafetyCapacities[r]);
                if (used[m, r] + left[m, r] > machine.Capacities[r])
                {
                    violations.Add($"capacity: machine {m} holds {used[m, r] + left[m, r]} of {machine.Capacities[r]} of resource {r}");
                }
            }

            foreach (ReassignmentBalance balance in model.Balances)
            {
                long Free(int resource) => machine.Capacities[resource] - used[m, resource];
                cost += balance.Weight * Math.Max(0, (balance.Target * Free(balance.First)) - Free(balance.Second));
            }
        }

        ILookup<int, int> locations = inLocation.ToLookup(pair => pair.Service, pair => pair.Location);
        ILookup<int, int> neighbourhoods = inNeighbourhood.ToLookup(pair => pair.Service, pair => pair.Neighbourhood);
        for (int s = 0; s < model.Services.Length; s++)
        {
            if (locations[s].Count() < model.Services[s].SpreadMin)
            {
                violations.Add($"spread: service {s} is in {locations[s].Count()} locations of {model.Services[s].SpreadMin}");
            }

            foreach (int needed in model.Services[s].DependsOn)
            {
                violations.AddRange(neighbourhoods[s].Except(neighbourhoods[needed])
                    .Select(neighbourhood => $"dependency: service {s} is without service {needed} in neighbourhood {neighbourhood}"));
            }
        }

        return (cost, violations);
    }
}
