using FsCheck;

namespace Rebalancer.Testing.Generation;

/// <summary>Seeds drawn by FsCheck, whatever its size.</summary>
internal static class Seeds
{
    /// <summary>Any seed from 0.</summary>
    public static Gen<int> Gen { get; } = FsCheck.Fluent.Gen.Choose(0, int.MaxValue - 1);
}
