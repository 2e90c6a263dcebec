using MathNet.Numerics.Statistics;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>How evenly a placement uses its hosts, and how many it leaves empty.</summary>
/// <param name="EmptyHosts">Hosts without an instance.</param>
/// <param name="CpuDeviation">The standard deviation over hosts of busy CPUs per CPU.</param>
/// <param name="MostCpu">The busiest host's busy CPUs per CPU.</param>
/// <param name="MemoryDeviation">The standard deviation over hosts of memory in use per memory.</param>
internal sealed record CloudMeasures(int EmptyHosts, double CpuDeviation, double MostCpu, double MemoryDeviation)
{
    public static CloudMeasures Of(CloudInstance cloud, IReadOnlyList<int> hostOf)
    {
        var cpu = new double[cloud.Hosts.Length];
        var memory = new double[cloud.Hosts.Length];
        var count = new int[cloud.Hosts.Length];
        for (int guest = 0; guest < hostOf.Count; guest++)
        {
            int host = hostOf[guest];
            cpu[host] += cloud.Guests[guest].BusyCpus / cloud.Hosts[host].Vcpus;
            memory[host] += cloud.Guests[guest].MemoryUsedMiB / cloud.Hosts[host].MemoryMiB;
            count[host]++;
        }

        return new CloudMeasures(
            count.Count(own => own == 0), ArrayStatistics.PopulationStandardDeviation(cpu), ArrayStatistics.Maximum(cpu), ArrayStatistics.PopulationStandardDeviation(memory));
    }
}
