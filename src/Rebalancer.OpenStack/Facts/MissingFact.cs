using System.Collections.Immutable;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Something that rules or times depend on and that nobody has told.</summary>
/// <param name="Section">The section of the facts file that takes it: <c>cloud</c>, <c>hosts</c>, <c>instances</c>, <c>images</c>.</param>
/// <param name="Key">The key in an entry of that section, such as <c>imagesBackend</c>, or <c>releases.nova</c> for <c>releases: {nova: ...}</c>.</param>
/// <param name="Example">A value that may be right, as YAML.</param>
/// <param name="Why">What depends on it, where the value is found, and what holds until it is given.</param>
/// <param name="About">The hosts or instances by name, or the images by id, of which it is unknown; none for the cloud.</param>
public sealed record MissingFact(string Section, string Key, string Example, string Why, ImmutableArray<string> About);
