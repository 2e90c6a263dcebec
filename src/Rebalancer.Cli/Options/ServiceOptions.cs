using System.CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>What happens to the compute services of hosts that are emptied.</summary>
internal static class ServiceOptions
{
    /// <summary>Leave them enabled.</summary>
    public static Option<bool> NoDisable() => new("--no-disable") { Description = "Do not begin by disabling the compute services of the hosts." };

    /// <summary>Why they are disabled.</summary>
    public static Option<string?> Reason() => new("--reason") { Description = "Why the services are disabled, as Nova shows it.", HelpName = "text" };
}
