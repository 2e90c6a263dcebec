using System.Diagnostics;
using System.Xml.Linq;
using Rebalancer.Cpu;

namespace Rebalancer.Tests.Cpu;

/// <summary>libvirt's own answer to what CPUs have in common, by <c>virsh cpu-baseline</c>.</summary>
internal static class Virsh
{
    /// <summary>The features that all of some x86 CPUs have.</summary>
    /// <returns>The features, or <c>null</c> and what libvirt said against it.</returns>
    public static (CpuFeatureSet? Features, string Error) Baseline(params IEnumerable<HostCpu> cpus)
    {
        string path = Path.GetTempFileName();
        try
        {
            // virsh wants bare elements one after the other, not a document.
            File.WriteAllLines(path, cpus.Select(cpu => ElementOf(cpu).ToString()));
            return Ask(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static XElement ElementOf(HostCpu cpu) => new(
        "cpu",
        new XElement("arch", cpu.Architecture.Name),
        new XElement("model", cpu.Model),
        cpu.Vendor.Length > 0 ? new XElement("vendor", cpu.Vendor) : null,
        cpu.Features.Names.Select(name => new XElement("feature", new XAttribute("name", name))));

    private static (CpuFeatureSet? Features, string Error) Ask(string path)
    {
        using var virsh = Process.Start(new ProcessStartInfo("virsh", ["-c", "test:///default", "cpu-baseline", path, "--features"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = virsh.StandardError.ReadToEndAsync();
        string answer = virsh.StandardOutput.ReadToEnd();
        virsh.WaitForExit();
        return virsh.ExitCode != 0
            ? (null, error.Result.Trim())
            : (CpuFeatureSet.Of(XElement.Parse(answer).Elements("feature")
                .Where(feature => (string?)feature.Attribute("policy") == "require").Select(feature => (string)feature.Attribute("name")!)), "");
    }
}
