using Rebalancer.Cpu;

namespace Rebalancer.Tests.Cpu;

/// <summary>Holds the catalogue against libvirt, which nobody here wrote. Explicit: <c>virsh</c> is not on every machine.</summary>
/// <remarks>How to run them is in <c>src/Rebalancer/Cpu/README.md</c>.</remarks>
public sealed class VirshOracleTests(ITestOutputHelper output)
{
    private const int Pairs = 200;
    private const int Seed = 1;

    private static readonly CpuModel[] Models = [.. CpuCatalog.Default.Models.Where(model => model.Family == "x86").OrderBy(model => model.Name, StringComparer.Ordinal)];

    [Fact(Explicit = true)]
    public void Every_x86_model_has_the_features_that_libvirt_gives_it() =>
        AssertAgree([.. Models.Select(model => new[] { CpuOf(model) })]);

    [Fact(Explicit = true)]
    public void Pairs_of_one_vendor_have_in_common_what_libvirt_says()
    {
        CpuModel[][] vendors = [.. Models.GroupBy(model => model.Vendor).Where(group => group.Count() > 1).Select(group => group.ToArray())];
        Random random = new(Seed);
        AssertAgree([.. Enumerable.Range(0, Pairs).Select(i => random.GetItems(vendors[i % vendors.Length], 2).Select(model => Listing(model, random)).ToArray())]);
    }

    [Fact(Explicit = true)]
    public void Pairs_of_two_vendors_are_an_error_here_and_there()
    {
        HostCpu[][] pairs =
        [
            .. from first in Models
               from second in Models
               where first.Vendor.Length > 0 && second.Vendor.Length > 0 && string.CompareOrdinal(first.Vendor, second.Vendor) < 0
               select new[] { CpuOf(first), CpuOf(second) },
        ];
        new Random(Seed).Shuffle(pairs);
        foreach (HostCpu[] pair in pairs.Take(Pairs))
        {
            (CpuFeatureSet? features, string error) = Virsh.Baseline(pair);
            Assert.Null(features);
            Assert.Contains("vendor", error, StringComparison.OrdinalIgnoreCase);
            Assert.Null(CpuCatalog.Default.Baseline(pair));
        }

        output.WriteLine($"{Math.Min(Pairs, pairs.Length)} pairs of two vendors refused by both.");
    }

    private static HostCpu CpuOf(CpuModel model) => new() { Architecture = CpuArchitecture.X64, Model = model.Name, Vendor = model.Vendor };

    /// <summary>A CPU of a model with a few features listed beside it, as hosts have.</summary>
    private static HostCpu Listing(CpuModel model, Random random) => CpuOf(model) with
    {
        Features = CpuFeatureSet.Of(random.GetItems(Models[random.Next(Models.Length)].Features.Names.ToArray(), random.Next(4))),
    };

    private static string Describe(HostCpu[] cpus) => string.Join(" and ", cpus.Select(cpu => $"{cpu.Vendor} {cpu.Model} +{cpu.Features}"));

    private void AssertAgree(HostCpu[][] questions)
    {
        List<string> differences = [];
        foreach (HostCpu[] cpus in questions)
        {
            (CpuFeatureSet? theirs, string error) = Virsh.Baseline(cpus);
            CpuFeatureSet ours = CpuCatalog.Default.Baseline(cpus)!;
            if (!ours.Equals(theirs))
            {
                differences.Add(theirs is null
                    ? $"{Describe(cpus)}: {error}"
                    : $"{Describe(cpus)}: only here [{string.Join(',', theirs.Missing(ours))}], only there [{string.Join(',', ours.Missing(theirs))}]");
            }
        }

        output.WriteLine($"{questions.Length - differences.Count} of {questions.Length} agree.");
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }
}
