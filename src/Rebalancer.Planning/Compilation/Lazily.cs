namespace Rebalancer.Planning.Compilation;

/// <summary>Something that is made when it is first asked for.</summary>
internal sealed class Lazily<T>(Func<T> make)
    where T : class
{
    /// <summary>It, if it has been made.</summary>
    public T? Known { get; private set; }

    /// <summary>It, made now if need be.</summary>
    public T Value => Known ??= make();
}
