using Rebalancer.Rules;

namespace Rebalancer.Planning.Compilation;

/// <summary>One way an instance may move: where to, how, and at what cost.</summary>
/// <param name="Instance">The instance's index.</param>
/// <param name="Destination">The host's index.</param>
/// <param name="Kind">The kind of move.</param>
/// <param name="HasDowntime">Whether the instance stops answering for the length of the move.</param>
/// <param name="Bytes">What goes over the wire.</param>
internal readonly record struct MoveOption(int Instance, int Destination, MoveKind Kind, bool HasDowntime, long Bytes);
