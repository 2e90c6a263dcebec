namespace Rebalancer.Planning.Sequencing.Flat;

/// <summary>One instance goes from one host to another, and holds both from its start until its end.</summary>
/// <param name="Instance">The instance.</param>
/// <param name="From">The host it leaves.</param>
/// <param name="To">The host it goes to.</param>
/// <param name="Start">When the destination begins to hold it, in ticks of whoever set the durations.</param>
/// <param name="End">When the source ceases to.</param>
internal readonly record struct FlatMove(int Instance, int From, int To, long Start, long End);

/// <summary>How many migrations a host takes part in at a time.</summary>
/// <param name="MostOut">Out of one host; 0 for any number.</param>
/// <param name="MostIn">Into one host; 0 for any number.</param>
internal readonly record struct HostConcurrency(int MostOut, int MostIn);
