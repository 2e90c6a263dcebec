using System.Collections.Immutable;

namespace Rebalancer.OpenStack.Answers;

/// <summary>Glance's <c>GET /v2/images/{id}</c>; properties are members beside the image's own.</summary>
/// <param name="Id">The UUID.</param>
/// <param name="Name">The display name.</param>
/// <param name="VirtualSizeBytes">The size of the disk it unpacks to, where Glance knows.</param>
/// <param name="Properties">The properties, sorted by key.</param>
internal sealed record ImageAnswer(
    string Id, string Name, long? VirtualSizeBytes, ImmutableSortedDictionary<string, string> Properties);
