using System.Collections.Immutable;
using System.CommandLine;
using Rebalancer.Model;

namespace Rebalancer.Cli.Options;

/// <summary>Hosts as the arguments of a command.</summary>
internal static class HostArguments
{
    /// <summary>At least one host.</summary>
    public static Argument<string[]> Needed(string description) => new("host") { Description = description, Arity = ArgumentArity.OneOrMore };

    /// <summary>Any number of hosts.</summary>
    public static Argument<string[]> Free(string description) => new("host") { Description = description, Arity = ArgumentArity.ZeroOrMore };

    /// <summary>The hosts that the arguments name.</summary>
    public static ImmutableArray<HostName> Read(ParseResult parsed, Argument<string[]> hosts, Cluster cluster) => Names.Hosts(cluster, parsed.GetValue(hosts) ?? []);
}
