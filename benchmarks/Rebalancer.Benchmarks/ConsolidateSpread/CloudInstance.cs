using Rebalancer.Benchmarks.Input;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Benchmarks.ConsolidateSpread;

/// <summary>A host as the file has it.</summary>
internal sealed record CloudHost(string Name, long Vcpus, double VcpuCapacity, double MemoryMiB, double MemoryCapacity, double DiskCapacity, string Zone, string CpuGeneration, bool TakesArrivals);

/// <summary>A guest as the file has it.</summary>
internal sealed record CloudGuest(
    string Uuid, long Vcpus, long MemoryMiB, long DiskGiB, int Host, double CpuPercent, double MemoryUsedMiB, bool IsStopped, string? Generation, string? Zone, double DirtyMiBPerSecond)
{
    /// <summary>The CPUs that it keeps busy.</summary>
    public double BusyCpus => Vcpus * CpuPercent / 100;
}

/// <summary>An instance of the consolidate and spread family.</summary>
internal sealed class CloudInstance
{
    private const string Format = "rebalancer-landscape-bench/1";
    private const long Most = 1L << 40;

    private CloudInstance(InputObject file)
    {
        if (file.Text("format") != Format)
        {
            throw new InvalidDataException($"{file.PathOf("format")} is '{file.Text("format")}'; it should be '{Format}'");
        }

        Hosts = [.. file.Objects("hosts").Select(HostOf)];
        if (Hosts.Length == 0)
        {
            throw new InvalidDataException($"{file.PathOf("hosts")} is empty");
        }

        Guests = [.. file.Objects("instances").Select(GuestOf)];
        _ = new NameIndex(Hosts.Select(host => host.Name), "host");
        _ = new NameIndex(Guests.Select(guest => guest.Uuid), "instance");
        Groups = [.. file.Objects("server_groups").Where(IsAntiAffinity).Select(group => group.Indexes("members", Guests.Length))];
        if (Groups.SelectMany(group => group).GroupBy(member => member).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"instance '{Guests[twice.Key].Uuid}' is in two groups or twice in one");
        }
    }

    /// <summary>The hosts.</summary>
    public CloudHost[] Hosts { get; }

    /// <summary>The instances.</summary>
    public CloudGuest[] Guests { get; }

    /// <summary>Members of which no two are on one host.</summary>
    public int[][] Groups { get; }

    /// <summary>Reads a file, plain or gzip.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is none of this family.</exception>
    public static CloudInstance Read(string path) => new(InputObject.Open(path));

    /// <summary>Whether an instance may be on a host, whoever else is there.</summary>
    public static bool MayBeOn(CloudGuest guest, CloudHost host) =>
        (guest.Generation is null || guest.Generation == host.CpuGeneration) && (guest.Zone is null || guest.Zone == host.Zone);

    /// <summary>Fills the common part of a flat problem: where everybody is, room, classes, groups.</summary>
    /// <param name="loads">Further quantities without limit, by name of what an instance adds to its host.</param>
    public FlatProblem Compile(params Func<CloudGuest, long>[] loads)
    {
        List<(Func<CloudHost, double> Capacity, Func<CloudGuest, long> Demand)> limited = [(host => host.VcpuCapacity, guest => guest.Vcpus), (host => host.MemoryCapacity, guest => guest.MemoryMiB)];
        if (DiskCanBind())
        {
            limited.Add((host => host.DiskCapacity, guest => guest.DiskGiB));
        }

        FlatProblem problem = new(Hosts.Length, Guests.Length, limited.Count + loads.Length) { Groups = [.. Groups.Select(_ => new FlatGroup(1, 0))] };
        for (int host = 0; host < Hosts.Length; host++)
        {
            for (int quantity = 0; quantity < limited.Count; quantity++)
            {
                problem.CapacityOf(host)[quantity] = (long)limited[quantity].Capacity(Hosts[host]);
            }
        }

        Dictionary<(string?, string?), int> classes = [];
        for (int index = 0; index < Guests.Length; index++)
        {
            CloudGuest guest = Guests[index];
            for (int quantity = 0; quantity < problem.QuantityCount; quantity++)
            {
                problem.DemandOf(index)[quantity] = quantity < limited.Count ? limited[quantity].Demand(guest) : loads[quantity - limited.Count](guest);
            }

            problem.Origin[index] = guest.Host;
            if (!classes.TryGetValue((guest.Generation, guest.Zone), out int kind))
            {
                kind = problem.AddClass(HostSet.Of(Hosts.Length, host => Hosts[host].TakesArrivals && MayBeOn(guest, Hosts[host])));
                classes.Add((guest.Generation, guest.Zone), kind);
            }

            problem.ClassOf[index] = kind;
        }

        for (int group = 0; group < Groups.Length; group++)
        {
            foreach (int member in Groups[group])
            {
                problem.GroupOf[member] = group;
            }
        }

        return problem;
    }

    /// <summary>How long a migration takes, in milliseconds: setup, then memory as fast as it is not dirtied again, or the disk of one that is stopped.</summary>
    public long MillisecondsToMove(int index)
    {
        const double SetupSeconds = 5, Bandwidth = 1000, MostDirtied = 0.9 * Bandwidth, MiBOfSmallest = 256, MiBPerGiB = 1024;
        CloudGuest guest = Guests[index];
        double seconds = guest.IsStopped
            ? guest.DiskGiB * MiBPerGiB / Bandwidth
            : (guest.MemoryUsedMiB > 0 ? guest.MemoryUsedMiB : MiBOfSmallest) / (Bandwidth - Math.Min(guest.DirtyMiBPerSecond, MostDirtied));
        return (long)Math.Ceiling((SetupSeconds + seconds) * 1000);
    }

    private static bool IsAntiAffinity(InputObject group) => group.Text("policy") switch
    {
        "anti-affinity" => true,
        "soft-anti-affinity" or "soft-affinity" => false,
        var policy => throw new InvalidDataException($"{group.PathOf("policy")} is '{policy}', which this family does not have"),
    };

    private static CloudHost HostOf(InputObject host)
    {
        double Capacity(string total, string reserved, string ratio) => Math.Max(0, (host.Whole(total, 0, Most) - host.Whole(reserved, 0, Most)) * host.Number(ratio, 0, 1000));
        return new CloudHost(
            host.Text("name"),
            host.Whole("vcpus", 1, Most),
            Capacity("vcpus", "vcpu_reserved", "vcpu_ratio"),
            host.Whole("memory_mb", 1, Most),
            Capacity("memory_mb", "memory_reserved_mb", "memory_ratio"),
            Capacity("disk_gb", "disk_reserved_gb", "disk_ratio"),
            host.Text("az"),
            host.Text("cpu_gen"),
            host.Text("state") == "up" && host.Text("status") == "enabled");
    }

    private CloudGuest GuestOf(InputObject guest) => new(
        guest.Text("uuid"),
        guest.Whole("vcpus", 0, Most),
        guest.Whole("memory_mb", 0, Most),
        guest.Whole("disk_gb", 0, Most),
        (int)guest.Whole("host", 0, Hosts.Length - 1),
        guest.Number("cpu_util_pct", 0, 100),
        guest.Number("ram_used_mb", 0, Most),
        guest.Text("state") == "stopped",
        guest.OptionalText("required_cpu_gen"),
        guest.OptionalText("pinned_az"),
        guest.Number("dirty_mb_s", 0, Most));

    /// <summary>Whether as many of the largest disks as have CPUs can fill a host's.</summary>
    private bool DiskCanBind() => Guests.Length > 0
        && Hosts.Any(host => host.VcpuCapacity / Math.Max(0.5, Guests.Min(guest => guest.Vcpus)) * Guests.Max(guest => guest.DiskGiB) > host.DiskCapacity);
}
