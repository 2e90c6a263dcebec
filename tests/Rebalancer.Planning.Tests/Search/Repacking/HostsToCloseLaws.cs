using FsCheck.Xunit;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Repacking;

namespace Rebalancer.Planning.Tests.Search.Repacking;

/// <summary>What is said of hosts to empty, against all choices of a few hosts.</summary>
[Properties(EndSize = 1_000_000)]
public sealed class HostsToCloseLaws
{
    private const int Hosts = 7;
    private const int Instances = 14;

    [Cases(200)]
    public void The_bounds_are_the_best_of_all_choices_for_which_the_other_hosts_have_room(int seed)
    {
        FlatProblem problem = Any(seed);
        HostsToClose choice = new(problem);
        int[][] choices = [.. Choices(problem)];

        Assert.Equal(choices.Max(closed => closed.Length), choice.Most);
        for (int count = 0; count <= choice.Most; count++)
        {
            int fewest = choices.Where(closed => closed.Length == count).Min(closed => problem.Origin.Count(closed.Contains));
            Assert.Equal(fewest, choice.Bound(count));
            Assert.InRange(choice.FewestInstances(count), 0, fewest);
            bool[] isClosed = choice.Find(count, 1, seed & 3)!;
            Assert.Contains(choices, closed => closed.SequenceEqual(isClosed.Index().Where(host => host.Item).Select(host => host.Index)));
        }
    }

    [Fact]
    public void The_bound_counts_instances_even_where_the_lighter_choice_has_more()
    {
        // Three hosts of one large instance are the fewest that can go: hosts of one small one have too much room to go with one of them.
        (int Capacity, int Instances, int Demand)[] hosts = [(10, 1, 1), (10, 1, 1), (8, 1, 8), (8, 1, 8), (8, 1, 8), (5, 2, 1), (12, 8, 1)];
        int[] origin = [.. hosts.Index().SelectMany(host => Enumerable.Repeat(host.Index, host.Item.Instances))];
        FlatProblem problem = new(hosts.Length, origin.Length, 1);
        for (int instance = 0; instance < origin.Length; instance++)
        {
            problem.Origin[instance] = origin[instance];
            problem.DemandOf(instance)[0] = hosts[origin[instance]].Demand;
        }

        for (int host = 0; host < hosts.Length; host++)
        {
            problem.CapacityOf(host)[0] = hosts[host].Capacity;
        }

        HostsToClose choice = new(problem);

        Assert.Equal(4, choice.InstancesOn(choice.Find(3, 1)!));
        Assert.Equal(3, choice.Bound(3));
    }

    /// <summary>Every set of hosts that may be empty as far as room goes, on all others together and on another host for each instance.</summary>
    private static IEnumerable<int[]> Choices(FlatProblem problem) =>
        Enumerable.Range(0, 1 << Hosts)
            .Select(code => Enumerable.Range(0, Hosts).Where(host => (code >> host & 1) != 0).ToArray())
            .Where(closed => Enumerable.Range(0, Instances).All(instance => !closed.Contains(problem.Origin[instance]) || Enumerable.Range(0, Hosts).Any(host =>
                host != problem.Origin[instance] && Enumerable.Range(0, problem.QuantityCount).All(quantity => problem.CapacityOf(host)[quantity] >= problem.DemandOf(instance)[quantity]))))
            .Where(closed => Enumerable.Range(0, problem.QuantityCount).All(quantity =>
                Enumerable.Range(0, Hosts).Except(closed).Sum(host => problem.CapacityOf(host)[quantity]) >= Enumerable.Range(0, Instances).Sum(instance => problem.DemandOf(instance)[quantity])));

    private static FlatProblem Any(int seed)
    {
        FastRandom random = new(seed, 5);
        FlatProblem problem = new(Hosts, Instances, 2);
        for (int instance = 0; instance < Instances; instance++)
        {
            problem.Origin[instance] = random.Next(Hosts);

            // A host of one large instance weighs more than several of small ones.
            int most = random.Next(3) == 0 ? 60 : 3;
            problem.DemandOf(instance)[0] = 1 + random.Next(most);
            problem.DemandOf(instance)[1] = 1 + random.Next(most);
        }

        for (int host = 0; host < Hosts; host++)
        {
            for (int quantity = 0; quantity < 2; quantity++)
            {
                problem.CapacityOf(host)[quantity] = Enumerable.Range(0, Instances).Where(i => problem.Origin[i] == host).Sum(i => problem.DemandOf(i)[quantity]) + random.Next(60);
            }
        }

        return problem;
    }
}
