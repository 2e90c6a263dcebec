namespace Rebalancer.Tests.Plans;

/// <summary>Turns a list of bytes into decisions, so that FsCheck shrinks a whole scenario by shrinking the list.</summary>
internal sealed class Choices(byte[] bytes)
{
    private int next;

    /// <summary>A number from 0 to below <paramref name="count"/>; 0 once the bytes are used up.</summary>
    public int Next(int count) => next < bytes.Length ? bytes[next++] % count : 0;

    public bool Often() => Next(4) > 0;

    public bool Seldom() => Next(4) == 3;
}
