namespace Rebalancer.Rules.Assumptions;

/// <summary>How the rules come by a fact of a host.</summary>
internal enum Standing
{
    /// <summary>Nobody told it of the host or of any host near it.</summary>
    Untold,

    /// <summary>Nobody told it of the host, and the hosts near it differ.</summary>
    Disputed,

    /// <summary>Nobody told it of the host; all hosts near it that were told are alike.</summary>
    Alike,

    /// <summary>It was read or given.</summary>
    Known,
}

/// <summary>A fact of a host as the rules take it: one value for all moves of a plan, whatever host is at the other end.</summary>
/// <param name="Standing">How the rules come by it.</param>
/// <param name="Value">The value; the default where it is untold or disputed.</param>
internal readonly record struct HostFact<T>(Standing Standing, T? Value)
{
    /// <summary>Whether the host itself was told.</summary>
    public bool IsKnown => Standing == Standing.Known;

    /// <summary>Whether there is a value, known or taken from the hosts near it.</summary>
    public bool HasValue => Standing is Standing.Known or Standing.Alike;

    /// <summary>Whether the hosts near it differ, so that nothing can be assumed.</summary>
    public bool IsDisputed => Standing == Standing.Disputed;

    /// <summary>The value and where it is from, or why there is none.</summary>
    /// <param name="nothing">What to write for a value that says "none".</param>
    public string Text(string nothing = "none") => Standing switch
    {
        Standing.Known => Printed(nothing),
        Standing.Alike => $"{Printed(nothing)}, as its neighbours",
        Standing.Disputed => "unknown, its neighbours differ",
        _ => "unknown",
    };

    private string Printed(string nothing) => Value?.ToString() is { Length: > 0 } text ? text : nothing;
}
