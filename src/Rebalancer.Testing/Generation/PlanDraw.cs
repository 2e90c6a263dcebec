using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws steps by running a plan: one order is mostly allowed, edges are left to chance.</summary>
internal sealed class PlanDraw
{
    private static readonly ImmutableArray<MoveKind> Kinds = [MoveKind.Live, MoveKind.BlockLive, MoveKind.Cold, MoveKind.Evacuate];

    private readonly Cluster cluster;
    private readonly SeededRandom random;
    private readonly PlanState state;
    private readonly double density;
    private readonly double wildness;
    private readonly List<PlanStep> steps = [];
    private readonly HashSet<int> untouchable = [];
    private readonly Dictionary<int, int> released = [];
    private readonly List<(int Instance, int Move)> unconfirmed = [];
    private readonly List<int> unreleased = [];

    public PlanDraw(Cluster cluster, SeededRandom random)
    {
        this.cluster = cluster;
        this.random = random;
        state = PlanState.Of(cluster);
        density = random.Pick(0.0, 0.2, 0.5, 1.0);
        wildness = random.Pick(0.0, 0.1, 0.4);
        untouchable.UnionWith(cluster.MovesInFlight.Select(move => cluster.IndexOf(move.Instance)));
    }

    /// <summary>Draws steps with up to <paramref name="maxMoves"/> moves.</summary>
    public ImmutableArray<PlanStep> Run(int maxMoves)
    {
        foreach (MoveInFlight move in cluster.MovesInFlight)
        {
            if (!move.AwaitsConfirm && random.Chance(0.4))
            {
                Add(id => new WaitStep(move.Instance, move.MigrationId) { Id = id }, null);
            }
        }

        int wanted = random.Between(1, maxMoves);
        for (int attempt = 0; attempt < wanted * 2 && steps.OfType<MoveStep>().Count() < wanted; attempt++)
        {
            SwitchService();
            LetGo(0.6);
            Move();
        }

        LetGo(0.85);
        return [.. steps];
    }

    private void SwitchService()
    {
        if (!random.Chance(0.15))
        {
            return;
        }

        int host = random.Below(cluster.Hosts.Length);
        HostName name = cluster.Hosts[host].Name;
        if (state.IsEnabled(host))
        {
            Add(id => new DisableStep(name, "drained") { Id = id }, null);
        }
        else
        {
            Add(id => new EnableStep(name) { Id = id }, null);
        }

        state.SetEnabled(host, !state.IsEnabled(host));
    }

    /// <summary>Some of the moves under way end, so that the next one is tried beside the others.</summary>
    private void LetGo(double chance)
    {
        foreach ((int instance, int move) in unconfirmed.ToArray())
        {
            if (random.Chance(chance))
            {
                Add(id => new ConfirmStep(cluster.Instances[instance].Id, move) { Id = id }, move);
                unconfirmed.Remove((instance, move));
                released[instance] = steps[^1].Id;
                untouchable.Remove(instance);
                Release(instance);
            }
        }

        foreach (int instance in unreleased.ToArray())
        {
            if (random.Chance(chance))
            {
                unreleased.Remove(instance);
                untouchable.Remove(instance);
                Release(instance);
            }
        }
    }

    private void Release(int instance)
    {
        if (state.ArrivalOf(instance) >= 0)
        {
            state.Release(instance);
        }
    }

    private void Move()
    {
        if (Choose() is not var (instance, target, isWild))
        {
            return;
        }

        // A wild move that the rules refuse may not be claimable either; the steps after it then pretend that it did not happen.
        if (isWild && !MigrationRules.CheckState(state, instance, target.Host, target.Kind, Profile.PlainNova).IsAllowed)
        {
            Add(instance, target.Host, target.Kind);
            untouchable.Add(instance);
            return;
        }

        int number = Add(instance, target.Host, target.Kind);
        state.Claim(instance, target.Host);
        untouchable.Add(instance);
        if (target.Kind == MoveKind.Cold)
        {
            unconfirmed.Add((instance, number));
        }
        else if (target.Kind != MoveKind.Evacuate)
        {
            released[instance] = number;
            unreleased.Add(instance);
        }
    }

    private (int Instance, (int Host, MoveKind Kind) Target, bool IsWild)? Choose()
    {
        bool isWild = random.Chance(wildness);
        foreach (int instance in random.Permutation(cluster.Instances.Length))
        {
            if (!untouchable.Contains(instance) && (isWild ? Anywhere(instance) : Allowed(instance)) is { } target)
            {
                return (instance, target, isWild);
            }
        }

        return null;
    }

    private (int Host, MoveKind Kind)? Allowed(int instance)
    {
        foreach (int host in random.Permutation(cluster.Hosts.Length))
        {
            foreach (int kind in random.Permutation(Kinds.Length))
            {
                if (host != state.HostOf(instance)
                    && MigrationRules.Check(state, instance, host, Kinds[kind], Profile.PlainNova).IsAllowed)
                {
                    return (host, Kinds[kind]);
                }
            }
        }

        return null;
    }

    private (int Host, MoveKind Kind)? Anywhere(int instance)
    {
        int host = random.Below(cluster.Hosts.Length);
        return host == state.HostOf(instance) ? null : (host, random.Pick(Kinds.AsSpan()));
    }

    private int Add(int instance, int destination, MoveKind kind)
    {
        HostName source = cluster.Hosts[state.HostOf(instance)].Name;
        Add(
            id => new MoveStep(cluster.Instances[instance].Id, source, cluster.Hosts[destination].Name, kind) { Id = id },
            released.TryGetValue(instance, out int before) ? before : null);
        return steps[^1].Id;
    }

    private void Add(Func<int, PlanStep> make, int? demanded)
    {
        IEnumerable<int> chosen = steps.Where(_ => random.Chance(density)).Select(step => step.Id);
        PlanStep step = make(steps.Count + 1) with
        {
            After = [.. (demanded is { } edge ? chosen.Append(edge) : chosen).Distinct().Order()],
        };
        steps.Add(step);
    }
}
