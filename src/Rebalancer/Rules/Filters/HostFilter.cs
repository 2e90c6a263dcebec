namespace Rebalancer.Rules.Filters;

/// <summary>A filter of Nova's scheduler.</summary>
internal abstract class HostFilter
{
    /// <summary>The name in <c>enabled_filters</c>.</summary>
    public string Name => GetType().Name;

    /// <summary>Whether the filter lets the host stand.</summary>
    /// <exception cref="FilterFailedException">Nova's filter raises on this input, which fails the whole request.</exception>
    public abstract bool HostPasses(HostState host, RequestSpec spec);
}

/// <summary>Nova's filter raises an error on its input; the scheduler then finds no host.</summary>
/// <param name="message">What is wrong with the input.</param>
internal sealed class FilterFailedException(string message) : Exception(message);
