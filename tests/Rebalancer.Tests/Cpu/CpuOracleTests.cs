using System.Diagnostics;
using System.Xml.Linq;
using Rebalancer.Cpu;

namespace Rebalancer.Tests.Cpu;

/// <summary>Holds the catalogue against libvirt itself. Needs <c>virsh</c> (Debian: libvirt-clients, libvirt-daemon) of the version in the data's first line.</summary>
/// <remarks>Opt-in: <c>dotnet run --project tests/Rebalancer.Tests -- -class "*CpuOracleTests" -explicit only</c>.</remarks>
public sealed class CpuOracleTests
{
    private static readonly CpuModel[] Models =
        [.. CpuCatalog.Default.Models.Where(model => model.Family == "x86").OrderBy(model => model.Name, StringComparer.Ordinal)];

    [Fact(Explicit = true)]
    public void Every_model_has_the_features_that_libvirt_expands_it_to() =>
        Assert.All(Models, model => Assert.Equal(model.Features.ToString(), Baseline(model)));

    [Fact(Explicit = true)]
    public void Two_models_have_in_common_what_libvirt_finds_and_two_vendors_nothing()
    {
        Random random = new(20_261_123);
        for (int i = 0; i < 150; i++)
        {
            CpuModel first = Models[random.Next(Models.Length)];
            CpuModel second = Models[random.Next(Models.Length)];
            Assert.Equal($"{first.Name} {second.Name} {CpuCatalog.CommonFeatures(first, second)}", $"{first.Name} {second.Name} {Baseline(first, second)}");
        }
    }

    /// <summary>The features of <c>virsh cpu-baseline --features</c>, sorted; <c>null</c> where it answers with an error.</summary>
    private static string? Baseline(params CpuModel[] models)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, string.Concat(models.Select(model => new XElement(
                "cpu",
                new XElement("arch", "x86_64"),
                new XElement("model", model.Name),
                model.Vendor.Length > 0 ? new XElement("vendor", model.Vendor) : null).ToString())));
            using Process virsh = Process.Start(new ProcessStartInfo("virsh", ["-c", "test:///default", "cpu-baseline", file, "--features"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string output = virsh.StandardOutput.ReadToEnd();
            virsh.WaitForExit();
            return virsh.ExitCode != 0 ? null : CpuFeatureSet.Of(XElement.Parse(output.Trim()).Elements("feature")
                .Where(feature => (string?)feature.Attribute("policy") == "require")
                .Select(feature => (string)feature.Attribute("name")!)).ToString();
        }
        finally
        {
            File.Delete(file);
        }
    }
}
