using Rebalancer.Benchmarks.Input;
using Rebalancer.Planning.Search.Flat;

namespace Rebalancer.Benchmarks.Drain;

/// <summary>An instance of the drain family as its file has it: hosts and instances by their places in the file.</summary>
internal sealed class DrainInstance
{
    private const long Most = 1L << 40;
    private const int MiBPerGiB = 1024;
    private const int OverheadSeconds = 2;

    private DrainInstance(InputObject file)
    {
        InputObject[] hosts = [.. file.Objects("hosts")];
        InputObject[] instances = [.. file.Objects("vms")];
        if (hosts.Length == 0)
        {
            throw new InvalidDataException($"{file.PathOf("hosts")} is empty");
        }

        HostNames = [.. hosts.Select(host => host.Text("id"))];
        InstanceNames = [.. instances.Select(instance => instance.Text("id"))];
        NameIndex hostOf = new(HostNames, "host"), instanceOf = new(InstanceNames, "instance");
        Vcpus = [.. hosts.Select(host => host.Whole("vcpus", 0, Most))];
        MemoryMiB = [.. hosts.Select(host => host.Whole("ramMb", 0, Most))];
        DemandVcpus = [.. instances.Select(instance => instance.Whole("vcpus", 0, Most))];
        DemandMemoryMiB = [.. instances.Select(instance => instance.Whole("ramMb", 0, Most))];
        Origin = [.. instances.Select(instance => hostOf[instance.Text("host")])];
        Drained = [.. file.Texts("drain").Select(name => hostOf[name])];
        Groups = [.. file.TextLists("antiAffinity").Select(group => group.Select(name => instanceOf[name]).ToArray())];
        if (Groups.SelectMany(group => group).GroupBy(member => member).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"instance '{InstanceNames[twice.Key]}' is in two groups or twice in one");
        }
    }

    /// <summary>The hosts' names.</summary>
    public string[] HostNames { get; }

    /// <summary>The instances' names.</summary>
    public string[] InstanceNames { get; }

    /// <summary>By host: virtual CPUs that it can give.</summary>
    public long[] Vcpus { get; }

    /// <summary>By host: memory that it can give.</summary>
    public long[] MemoryMiB { get; }

    /// <summary>By instance: virtual CPUs.</summary>
    public long[] DemandVcpus { get; }

    /// <summary>By instance: memory.</summary>
    public long[] DemandMemoryMiB { get; }

    /// <summary>By instance: the host it is on.</summary>
    public int[] Origin { get; }

    /// <summary>The hosts to be emptied.</summary>
    public int[] Drained { get; }

    /// <summary>Members of which no two are on one host.</summary>
    public int[][] Groups { get; }

    /// <summary>Reads a file, plain or gzip.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is none of this family.</exception>
    public static DrainInstance Read(string path) => new(InputObject.Open(path));

    /// <summary>How long a migration takes: 10 Gbit/s for the memory, and what it takes anyhow.</summary>
    public long SecondsToMove(int instance) => ((DemandMemoryMiB[instance] + MiBPerGiB - 1) / MiBPerGiB) + OverheadSeconds;

    /// <summary>The flat problem: virtual CPUs and memory, and nobody near a mate.</summary>
    public FlatProblem Compile()
    {
        FlatProblem problem = new(HostNames.Length, InstanceNames.Length, 2) { Groups = [.. Groups.Select(_ => new FlatGroup(1, 0))] };
        for (int host = 0; host < HostNames.Length; host++)
        {
            problem.CapacityOf(host)[0] = Vcpus[host];
            problem.CapacityOf(host)[1] = MemoryMiB[host];
        }

        for (int instance = 0; instance < InstanceNames.Length; instance++)
        {
            problem.DemandOf(instance)[0] = DemandVcpus[instance];
            problem.DemandOf(instance)[1] = DemandMemoryMiB[instance];
            problem.Origin[instance] = Origin[instance];
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
}
