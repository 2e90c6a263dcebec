namespace Rebalancer.Rules;

/// <summary>A rule whose answer is one for every instance of a class and every pair of hosts of two classes.</summary>
/// <remarks>What it reads of an instance or host belongs into the keys of <see cref="MoveClasses"/>.</remarks>
internal interface ILastingRule
{
    /// <summary>Says what speaks against a move, and what had to be assumed.</summary>
    void Check(in LastingMove move, ref VerdictBuilder verdict);
}

/// <summary>A rule whose answer depends on who holds what at the moment.</summary>
/// <remarks>It allocates nothing as long as it has nothing to say.</remarks>
internal interface IStateRule
{
    /// <summary>Says what speaks against a move, and what had to be assumed.</summary>
    void Check(in StateMove move, ref VerdictBuilder verdict);
}
