namespace Rebalancer.Rules.Assumptions;

/// <summary>One fact of both hosts of a move.</summary>
/// <param name="Source">That of the source.</param>
/// <param name="Destination">That of the destination.</param>
internal readonly record struct HostPair<T>(HostFact<T> Source, HostFact<T> Destination)
{
    /// <summary>Whether both have a value.</summary>
    public bool HaveValues => Source.HasValue && Destination.HasValue;

    /// <summary>Whether both have values that were told, so that nothing is assumed.</summary>
    public bool AreKnown => Source.IsKnown && Destination.IsKnown;

    /// <summary>Whether nobody told it of either host or of one near them.</summary>
    public bool AreUntold => Source.Standing == Standing.Untold && Destination.Standing == Standing.Untold;

    /// <summary>Whether both values are one.</summary>
    public bool AreAlike => EqualityComparer<T>.Default.Equals(Source.Value, Destination.Value);

    /// <summary>Whether they must be taken to differ: two values that do, or only one of them assumed or told at all.</summary>
    public bool MayDiffer => HaveValues ? !AreAlike : !AreUntold;

    /// <summary>Both hosts' facts for a refusal.</summary>
    /// <param name="name">The name of the fact.</param>
    /// <param name="nothing">What to write for a value that says "none".</param>
    public ComparedFact Compared(string name, string nothing = "none") => new(name, Source.Text(nothing), Destination.Text(nothing));
}
