using Rebalancer.Cpu;

namespace Rebalancer.Tests.Cpu;

public sealed class CpuFeatureSetTests
{
    [Cases(100)]
    public void Superset_equality_and_difference_are_those_of_sets(byte[] left, byte[] right)
    {
        string[] ours = [.. left.Select(one => $"feature-{one}")];
        string[] theirs = [.. right.Select(one => $"feature-{one}")];
        CpuFeatureSet a = CpuFeatureSet.Of(ours);
        CpuFeatureSet b = CpuFeatureSet.Of(theirs);
        Assert.Equal(ours.ToHashSet().IsSupersetOf(theirs), a.IsSupersetOf(b));
        Assert.Equal(ours.ToHashSet().SetEquals(theirs), a.Equals(b));
        Assert.Equal(theirs.Except(ours).Order(StringComparer.Ordinal), a.Missing(b).Order(StringComparer.Ordinal));
        Assert.Equal(a.Missing(b).IsEmpty, a.IsSupersetOf(b));
        Assert.True(a.IsSupersetOf(CpuFeatureSet.Empty));
    }
}
