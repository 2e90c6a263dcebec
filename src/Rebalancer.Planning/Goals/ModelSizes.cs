namespace Rebalancer.Planning.Goals;

/// <summary>From which sizes on a goal is searched or explained in another way. The size of a search is the number of pairs of an instance that may move and a host that may take it.</summary>
internal sealed record ModelSizes
{
    /// <summary>The most options in one model.</summary>
    public long MostOptions { get; init; } = 120_000;

    /// <summary>From here on one model alone stops improving, and a flat search and neighbourhoods come first.</summary>
    public long FlatFrom { get; init; } = 10_000;

    /// <summary>The most hosts of a cloud in which every host is asked for every reason to stay.</summary>
    public int MostAskedInFull { get; init; } = 1000;
}
