using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>One way an instance may move: where to, how, and at what cost.</summary>
/// <param name="Instance">The instance's index.</param>
/// <param name="Destination">The index of the host it ends on.</param>
/// <param name="Kind">The kind of the last move.</param>
/// <param name="HasDowntime">Whether the instance stops answering for the length of a move.</param>
/// <param name="Bytes">What goes over the wire.</param>
/// <param name="Detour">The stop on the way, where there is one.</param>
internal readonly record struct MoveOption(int Instance, int Destination, MoveKind Kind, bool HasDowntime, long Bytes, Detour? Detour = null)
{
    /// <summary>What it costs the instance and the network: less is better.</summary>
    public (bool HasDowntime, long Bytes) Cost => (HasDowntime, Bytes);

    /// <summary>How many moves it takes.</summary>
    public int MoveCount => Detour is null ? 1 : 2;

    /// <summary>Its moves, in the order in which they are made.</summary>
    public IEnumerable<Hop> HopsFrom(PlanState start)
    {
        int source = start.HostOf(Instance);
        if (Detour is not { } stop)
        {
            yield return new Hop(Instance, source, Destination, Kind);
            yield break;
        }

        yield return new Hop(Instance, source, stop.Host, stop.Kind);
        yield return new Hop(Instance, stop.Host, Destination, Kind, IsSecond: true);
    }
}

/// <summary>A stop on the way to a destination.</summary>
/// <param name="Host">The host's index.</param>
/// <param name="Kind">How the instance gets there.</param>
internal readonly record struct Detour(int Host, MoveKind Kind);

/// <summary>One move.</summary>
/// <param name="Instance">The instance's index.</param>
/// <param name="Source">The host it leaves.</param>
/// <param name="Destination">The host it goes to.</param>
/// <param name="Kind">How it goes.</param>
/// <param name="IsSecond">Whether another move of the instance comes before.</param>
internal readonly record struct Hop(int Instance, int Source, int Destination, MoveKind Kind, bool IsSecond = false)
{
    /// <summary>The move that a step makes.</summary>
    public static Hop Of(Cluster cluster, MoveStep step) =>
        new(cluster.IndexOf(step.Instance), cluster.IndexOf(step.Source), cluster.IndexOf(step.Destination), step.Kind);

    /// <summary>Makes the move in a state; what an evacuated instance held on its source is held on.</summary>
    public void MakeIn(PlanState state)
    {
        state.Claim(Instance, Destination);
        if (Kind != MoveKind.Evacuate)
        {
            state.Release(Instance);
        }
    }
}
