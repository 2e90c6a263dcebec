using System.CommandLine;

namespace Rebalancer.Cli.Options;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    /// <summary>Machine-readable answers.</summary>
    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Write the answer as JSON to standard output.",
        Recursive = true,
    };

    /// <summary>Details of faults.</summary>
    public static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Show the details of an internal error (also: REBALANCER_VERBOSE=1).",
        Recursive = true,
    };
}
