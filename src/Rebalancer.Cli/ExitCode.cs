namespace Rebalancer.Cli;

/// <summary>What the command tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done, or answered in full.</summary>
    public const int Done = 0;

    /// <summary>Answered, but not in full: partial, infeasible, unsafe, a refused move.</summary>
    public const int NotInFull = 1;

    /// <summary>The arguments or an input cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>A bug in this program.</summary>
    public const int Fault = 3;

    /// <summary>No plan in time, or cancelled.</summary>
    public const int NotInTime = 4;
}
