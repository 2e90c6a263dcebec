using FsCheck.Xunit;
using Rebalancer.Benchmarks.Reassignment;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Benchmarks.Tests;

/// <summary>The challenge's terms against its statement, and its files.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class ReassignmentLaws
{
    private const string Example = "1 1 10\n2 0 0 100 50 0 1 1 1 100 50 1 0\n1 1 0\n2 0 30 1 0 20 1\n0\n1 10 100\n";

    [Cases(80)]
    public void Every_move_costs_and_is_allowed_as_the_statement_says(int seed)
    {
        (ReassignmentModel model, int[] origin) = Random(seed);
        ReassignmentCompiler compiled = new(model, origin);
        Walk(compiled, model, origin, seed, compiled.Term);
    }

    [Cases(10)]
    public void An_answer_is_valid_and_never_worse_than_the_initial_assignment(int seed)
    {
        (ReassignmentModel model, int[] origin) = Random(seed);
        ReassignmentCompiler compiled = new(model, origin);
        SearchAnswer answer = FlatSearch.Run(compiled.Problem, compiled.Term, new SearchSettings { TrialLimit = 200_000 }, cancellation: TestContext.Current.CancellationToken);
        (long cost, List<string> violations) = ReassignmentCheck.Evaluate(model, origin, answer.HostOf);
        Assert.Empty(violations);
        Assert.Equal(cost, answer.Cost);
        Assert.InRange(cost, model.PooledBound(), ReassignmentCheck.Evaluate(model, origin, origin).Cost);
    }

    [Theory]
    [InlineData("", "line 1: number of resources is missing")]
    [InlineData("1 2 10", "line 1: transient flag of resource 0 is '2'; it is a whole number from 0 to 1")]
    [InlineData("1 1 10\n2 0 0 100 x", "line 2: safety capacity of machine 0 is 'x'")]
    [InlineData(Example + "7", "line 7: more numbers than the file has a use for")]
    public void A_bad_file_is_told_by_line_and_field(string text, string message)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);
        InvalidDataException bad = Assert.Throws<InvalidDataException>(() => ReassignmentFiles.ReadModel(path));
        File.Delete(path);
        Assert.StartsWith(message, bad.Message);
    }

    [Fact]
    public void A_model_is_read_as_it_is_written()
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, Example);
        ReassignmentModel model = ReassignmentFiles.ReadModel(path);
        File.Delete(path);
        Assert.Equal((1, 2, 1, 2, 0), (model.Resources.Length, model.Machines.Length, model.Services.Length, model.Processes.Length, model.Balances.Length));
        Assert.Equal((1, 10, 100), (model.ProcessMoveWeight, model.ServiceMoveWeight, model.MachineMoveWeight));
        Assert.Equal([30], model.Processes[0].Demands);
    }

    private static void Walk<TTerm>(ReassignmentCompiler compiled, ReassignmentModel model, int[] origin, int seed, Func<TTerm> newTerm)
        where TTerm : struct, Rebalancer.Planning.Search.Terms.ITerm
    {
        FlatState<TTerm> state = new(compiled.Problem, newTerm());
        FastRandom random = new(seed, 1);
        for (int step = 0; step < 300; step++)
        {
            int instance = random.Next(origin.Length), other = random.Next(origin.Length), to = random.Next(model.Machines.Length);
            bool isSwap = random.Next(2) == 0;
            int[] next = state.HostOf.ToArray();
            to = isSwap ? next[other] : to;
            if (to == next[instance])
            {
                continue;
            }

            next[other] = isSwap ? next[instance] : next[other];
            next[instance] = to;
            long before = state.Cost;
            (long cost, List<string> violations) = ReassignmentCheck.Evaluate(model, origin, next);
            bool isAllowed = isSwap ? state.AllowsSwap(instance, other) : state.AllowsMove(instance, to);
            Assert.True(isSwap ? !isAllowed || violations.Count == 0 : isAllowed == (violations.Count == 0), violations.FirstOrDefault() ?? "refused");
            Assert.Equal(cost - before, isSwap ? state.DeltaOfSwap(instance, other) : state.DeltaOfMove(state.Departure(instance), instance, to));
            if (isAllowed && isSwap)
            {
                state.Swap(instance, other);
            }
            else if (isAllowed)
            {
                state.Move(instance, to);
            }

            Assert.Equal(isAllowed ? cost : before, state.Cost);
        }
    }

    /// <summary>A small random model whose initial assignment is feasible.</summary>
    private static (ReassignmentModel Model, int[] Origin) Random(int seed)
    {
        FastRandom random = new(seed, 5);
        int[] Many(int count, int most) => [.. Enumerable.Range(0, count).Select(_ => random.Next(most))];
        int machineCount = 4 + random.Next(5), resourceCount = 1 + random.Next(4), processCount = 10 + random.Next(20);
        var machines = Enumerable.Range(0, machineCount).Select(_ => (Neighbourhood: random.Next(3), Location: random.Next(4))).ToArray();
        int[] origin = Many(processCount, machineCount);

        // A process joins a service that has none on its machine.
        List<List<int>> services = [];
        for (int p = 0; p < processCount; p++)
        {
            List<int>? service = services.FirstOrDefault(members => random.Next(3) > 0 && members.TrueForAll(member => origin[member] != origin[p]));
            if (service is null)
            {
                services.Add(service = []);
            }

            service.Add(p);
        }

        int[] serviceOf = [.. Enumerable.Range(0, processCount).Select(p => services.FindIndex(members => members.Contains(p)))];
        HashSet<int>[] presence = [.. services.Select(members => members.Select(p => machines[origin[p]].Neighbourhood).ToHashSet())];
        long[][] demands = [.. Enumerable.Range(0, processCount).Select(_ => Many(resourceCount, 20).Select(amount => (long)amount).ToArray())];
        ReassignmentModel model = new()
        {
            Resources = [.. Enumerable.Range(0, resourceCount).Select(_ => new ReassignmentResource(random.Next(2) == 0, random.Next(12)))],
            Machines =
            [
                .. machines.Select((machine, m) =>
                {
                    long[] capacities = [.. Enumerable.Range(0, resourceCount).Select(r => Enumerable.Range(0, processCount).Where(p => origin[p] == m).Sum(p => demands[p][r]) + random.Next(40))];
                    return new ReassignmentMachine(
                        machine.Neighbourhood, machine.Location, capacities, [.. capacities.Select(capacity => capacity * 7 / 10)], [.. Many(machineCount, 3).Select((cost, to) => to == m ? 0 : (uint)cost)]);
                }),
            ],
            Services =
            [
                .. services.Select((members, s) => new ReassignmentService(
                    random.Next(1 + members.Select(p => machines[origin[p]].Location).Distinct().Count()),
                    [.. Enumerable.Range(0, services.Count).Where(d => d != s && random.Next(3) == 0 && presence[s].IsSubsetOf(presence[d]))])),
            ],
            Processes = [.. Enumerable.Range(0, processCount).Select(p => new ReassignmentProcess(serviceOf[p], demands[p], random.Next(3)))],
            Balances = resourceCount > 1 ? [new ReassignmentBalance(0, 1, random.Next(3), random.Next(12))] : [],
            ProcessMoveWeight = 1,
            ServiceMoveWeight = 10,
            MachineMoveWeight = 100,
        };
        return (model, origin);
    }
}
