using System.Collections.Immutable;

namespace Rebalancer.Numa;

/// <summary>How Nova looks for host cells: the order in which it tries them, what each trial said, and what it settles on.</summary>
/// <param name="Order">The host cells, the first to be tried first, with what the order rests on.</param>
/// <param name="Trials">Every pair of guest and host cell that was looked at, in that order; pairs that Nova remembers are not looked at again.</param>
/// <param name="Result">The fit, or why there is none.</param>
public sealed record NumaSearch(ImmutableArray<CellRank> Order, ImmutableArray<CellTrial> Trials, NumaFitResult Result);

/// <summary>A host cell and the figures by which Nova sorts it.</summary>
/// <param name="HostCell">The cell's number.</param>
/// <param name="FreeMemoryMiB">Memory that no guest with a topology uses.</param>
/// <param name="FreeDedicatedCpus">Dedicated CPUs that nobody uses.</param>
/// <param name="SharedVcpus">Floating vCPUs of guests with a topology.</param>
/// <param name="FreeDevices">PCI devices that nobody uses.</param>
public sealed record CellRank(int HostCell, long FreeMemoryMiB, int FreeDedicatedCpus, int SharedVcpus, int FreeDevices);

/// <summary>One guest cell looked at on one host cell.</summary>
/// <param name="GuestCell">The guest cell's place, from 0.</param>
/// <param name="HostCell">The host cell's number.</param>
/// <param name="Shortage">What it lacks there; <c>null</c> where it fits.</param>
public sealed record CellTrial(int GuestCell, int HostCell, NumaRefusal? Shortage);
