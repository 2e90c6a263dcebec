namespace Rebalancer.OpenStack.Answers;

/// <summary>A part of an answer with the place where it stood.</summary>
internal sealed record Located<T>(T Value, Place Place);
