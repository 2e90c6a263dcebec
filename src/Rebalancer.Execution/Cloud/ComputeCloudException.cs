namespace Rebalancer.Execution.Cloud;

/// <summary>A cloud did not tell what was asked.</summary>
public sealed class ComputeCloudException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong, without secrets.</param>
    /// <param name="hope">Whether asking again may help.</param>
    /// <param name="inner">The cause.</param>
    public ComputeCloudException(string message, ReadingHope hope, Exception? inner = null)
        : base(message, inner)
    {
        Hope = hope;
    }

    /// <summary>Whether asking again may help.</summary>
    public ReadingHope Hope { get; }
}

/// <summary>Whether asking again may help.</summary>
public enum ReadingHope
{
    /// <summary>The cloud may answer later.</summary>
    AskAgain,

    /// <summary>It will answer the same: no sign-in, no right, not the API that it claims to be.</summary>
    None,
}
