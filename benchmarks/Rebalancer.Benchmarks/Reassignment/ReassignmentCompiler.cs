using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Terms;

namespace Rebalancer.Benchmarks.Reassignment;

/// <summary>The challenge's problem as a flat problem and terms.</summary>
internal sealed class ReassignmentCompiler
{
    private readonly ReassignmentModel model;
    private readonly long[] targets;
    private readonly long[] weights;

    /// <summary>Compiles a model with its initial assignment.</summary>
    /// <remarks>
    /// A balance cost is load above a target of one more quantity: of <c>second - target x first</c>, without a capacity, where a machine's
    /// free target is what its capacities leave of it.
    /// </remarks>
    public ReassignmentCompiler(ReassignmentModel model, int[] origin)
    {
        this.model = model;
        int resourceCount = model.Resources.Length;
        Problem = new FlatProblem(model.Machines.Length, model.Processes.Length, resourceCount + model.Balances.Length);
        for (int r = 0; r < resourceCount; r++)
        {
            Problem.HeldAtBothEnds[r] = model.Resources[r].IsTransient;
        }

        targets = new long[Problem.Capacities.Length];
        weights = new long[Problem.Capacities.Length];
        for (int m = 0; m < model.Machines.Length; m++)
        {
            ReassignmentMachine machine = model.Machines[m];
            Problem.DomainOf[m] = machine.Location;
            machine.Capacities.CopyTo(Problem.CapacityOf(m));
            int row = m * Problem.LaneCount;
            for (int r = 0; r < resourceCount; r++)
            {
                targets[row + r] = machine.SafetyCapacities[r];
                weights[row + r] = model.Resources[r].LoadWeight;
            }

            for (int b = 0; b < model.Balances.Length; b++)
            {
                targets[row + resourceCount + b] = Mixed(model.Balances[b], machine.Capacities);
                weights[row + resourceCount + b] = model.Balances[b].Weight;
            }
        }

        for (int p = 0; p < origin.Length; p++)
        {
            ReassignmentProcess process = model.Processes[p];
            Problem.Origin[p] = origin[p];
            Problem.GroupOf[p] = process.Service;
            Span<long> demand = Problem.DemandOf(p);
            process.Demands.CopyTo(demand);
            for (int b = 0; b < model.Balances.Length; b++)
            {
                demand[resourceCount + b] = Mixed(model.Balances[b], process.Demands);
            }
        }

        Problem.Groups = [.. model.Services.Select(service => new FlatGroup(1, service.SpreadMin))];
    }

    /// <summary>The flat problem.</summary>
    public FlatProblem Problem { get; }

    /// <summary>The objective, with counts of its own.</summary>
    public Sum<ExcessTerm, Sum<MachineMoveTerm, Sum<ServiceMoveTerm, DependencyTerm>>> Term() =>
        new(new ExcessTerm(targets, weights), new(new MachineMoveTerm(model, Problem.Origin), new(new ServiceMoveTerm(model, Problem.Origin), new DependencyTerm(model))));

    private static long Mixed(ReassignmentBalance balance, long[] amounts) => amounts[balance.Second] - (balance.Target * amounts[balance.First]);
}
