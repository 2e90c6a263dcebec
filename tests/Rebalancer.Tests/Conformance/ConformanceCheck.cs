using System.Text.Json;

namespace Rebalancer.Tests.Conformance;

/// <summary>Runs one recorded case against our rules.</summary>
/// <param name="recorded">The case.</param>
/// <returns><c>null</c> when we agree with what was recorded, else what differs.</returns>
internal delegate ConformanceMismatch? ConformanceCheck(JsonElement recorded);

/// <summary>A case on which we differ from Nova.</summary>
/// <param name="Expected">What Nova answered.</param>
/// <param name="Got">What we answered.</param>
internal sealed record ConformanceMismatch(string Expected, string Got);
