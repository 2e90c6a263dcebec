namespace Rebalancer.Execution.Journals;

/// <summary>A journal cannot be used.</summary>
public sealed class JournalException : Exception
{
    internal JournalException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
