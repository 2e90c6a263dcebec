namespace Rebalancer.OpenStack.SignIn;

/// <summary>A text that no log, message or exception may show: a password, a credential's secret, a token.</summary>
/// <remarks>Holding it in a type of its own keeps it out of whatever prints the record it is part of.</remarks>
internal sealed class Secret(string text)
{
    /// <summary>The text, for the one request that needs it.</summary>
    public string Reveal() => text;

    /// <inheritdoc/>
    public override string ToString() => "(secret)";
}
