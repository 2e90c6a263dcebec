using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Rules;

namespace Rebalancer.Advice;

/// <summary>Looks a cloud over for what would stand in the way of moves.</summary>
/// <remarks>
/// The codes: <c>advice.option-section</c>, <c>advice.parallel-connections</c>, <c>advice.cpu-shared-set</c>,
/// <c>advice.cpu-dedicated-set</c>, <c>advice.cpu-model</c>, <c>advice.ssh-keys</c>, <c>advice.filter-missing</c>,
/// <c>advice.group-broken</c>, <c>advice.group-too-large</c>, <c>advice.evacuation</c>, <c>advice.drain</c>,
/// <c>advice.ram-overcommit</c>, <c>advice.over-capacity</c>.
/// </remarks>
public static class Advisor
{
    private static readonly ImmutableArray<IAdviceCheck> Checks =
    [
        new OptionSectionCheck(),
        new ParallelConnectionsCheck(),
        new AlikeHostsCheck(),
        new MissingFiltersCheck(),
        new GroupCheck(),
        new NowhereToGoCheck(),
        new OvercommitCheck(),
    ];

    /// <summary>What is to be mended in a cloud as the snapshot shows it.</summary>
    /// <param name="cluster">The cloud.</param>
    /// <param name="profile">Policies that moves would have to obey; <see cref="Profile.RedHat"/> when <c>null</c>.</param>
    /// <returns>The findings, the gravest first; empty where nothing was found.</returns>
    public static ImmutableArray<AdviceFinding> Advise(Cluster cluster, Profile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        AdviceContext context = new(cluster, profile ?? Profile.RedHat);
        return [.. Checks.SelectMany(check => check.Run(context)).OrderByDescending(finding => finding.Severity)];
    }
}
