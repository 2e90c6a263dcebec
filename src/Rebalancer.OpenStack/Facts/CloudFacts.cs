using Rebalancer.Model;

namespace Rebalancer.OpenStack.Facts;

/// <summary>Facts of the whole cloud that are not part of <see cref="CloudOptions"/>.</summary>
internal sealed record CloudFacts(CloudOptions Options, Fact<ConfigDrive> ConfigDrive);
