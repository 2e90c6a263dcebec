namespace Rebalancer.Rules.Assumptions;

/// <summary>The vendor and the model of a CPU.</summary>
internal readonly record struct CpuModelName(string Vendor, string Model)
{
    /// <summary>Both, as in <c>Intel Broadwell</c>.</summary>
    public override string ToString() => $"{Vendor} {Model}".Trim();
}
