namespace Rebalancer.Planning.Search.Repacking;

/// <summary>Hosts emptied, and where their instances go.</summary>
/// <param name="IsClosed">By host: whether it is empty in the end.</param>
/// <param name="Repacking">The placement.</param>
/// <param name="MostEmpty">No placement within the moves allowed has more empty hosts.</param>
/// <param name="Bound">No placement with as many empty hosts moves fewer instances.</param>
internal sealed record Consolidation(bool[] IsClosed, Repacking Repacking, int MostEmpty, int Bound);
