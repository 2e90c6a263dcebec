namespace Rebalancer.Execution.Cloud;

/// <summary>What became of a command.</summary>
/// <param name="Fate">Whether it arrived and was taken.</param>
/// <param name="RequestId">The cloud's name of the request, where it told one.</param>
/// <param name="Status">The HTTP status, where there was an answer.</param>
/// <param name="Message">The cloud's own words, or why there was no answer; empty when accepted.</param>
public sealed record CallAnswer(CallFate Fate, string? RequestId = null, int? Status = null, string Message = "");

/// <summary>Whether a command arrived and was taken.</summary>
public enum CallFate
{
    /// <summary>Taken; what comes of it is another question.</summary>
    Accepted,

    /// <summary>Refused: it has had no effect.</summary>
    Refused,

    /// <summary>Nobody knows whether it arrived.</summary>
    Unknown,
}
