using Rebalancer.Model;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The fields of hosts and what they consist of.</summary>
internal static class HostTables
{
    /// <summary>What can be had of one resource class.</summary>
    public static readonly RecordShape<Inventory> Inventory =
        new RecordShape<Inventory>("inventory", new Inventory { ResourceClass = new ResourceClass(""), Total = 1 }, isInline: true)
            .Required("resourceClass", Values.Resource, row => row.ResourceClass, (row, value) => row with { ResourceClass = value })
            .Required("total", Values.Positive, row => row.Total, (row, value) => row with { Total = value })
            .Optional("reserved", Values.Amount, row => row.Reserved, (row, value) => row with { Reserved = value })
            .Optional("allocationRatio", new NumberShape(0, Values.MaxRatio, isAboveMin: true), row => row.AllocationRatio, (row, value) => row with { AllocationRatio = value })
            .Optional("minUnit", Values.Positive, row => row.MinUnit, (row, value) => row with { MinUnit = value })
            .Optional("maxUnit", Values.Positive, row => row.MaxUnit, (row, value) => row with { MaxUnit = value })
            .Optional("stepSize", Values.Positive, row => row.StepSize, (row, value) => row with { StepSize = value });

    /// <summary>A provider in the tree of a host.</summary>
    public static readonly RecordShape<Provider> Provider =
        new RecordShape<Provider>("provider", new Provider { Name = "" })
            .Required("name", Values.Name, row => row.Name, (row, value) => row with { Name = value })
            .Optional("inventories", Values.List(Inventory, most: ListBounds.Inventories), row => row.Inventories, (row, value) => row with { Inventories = value }, "one per resource class")
            .Optional("traits", Values.SortedTexts, row => row.Traits, (row, value) => row with { Traits = value });

    /// <summary>PCI devices of one kind.</summary>
    public static readonly RecordShape<PciPool> PciPool =
        new RecordShape<PciPool>("pciPool", new PciPool { VendorId = "", ProductId = "", Total = 0 }, isInline: true)
            .Required("vendorId", Values.Name, pool => pool.VendorId, (pool, value) => pool with { VendorId = value }, "four hexadecimal digits")
            .Required("productId", Values.Name, pool => pool.ProductId, (pool, value) => pool with { ProductId = value }, "four hexadecimal digits")
            .Optional("numaNode", Values.OrNone(Values.Count), pool => pool.NumaNode, (pool, value) => pool with { NumaNode = value })
            .Optional("deviceType", Values.Name, pool => pool.DeviceType, (pool, value) => pool with { DeviceType = value }, "type-PCI, type-PF, type-VF or vdpa")
            .Optional("physicalNetwork", Values.OrNull(Values.Text), pool => pool.PhysicalNetwork, (pool, value) => pool with { PhysicalNetwork = value })
            .Optional("isLiveMigratable", Values.Flag, pool => pool.IsLiveMigratable, (pool, value) => pool with { IsLiveMigratable = value })
            .Optional("tags", Values.TextMap, pool => pool.Tags, (pool, value) => pool with { Tags = value }, "further tags of the device_spec")
            .Required("total", Values.Count, pool => pool.Total, (pool, value) => pool with { Total = value });

    /// <summary>The nova-compute service.</summary>
    public static readonly RecordShape<ComputeService> Service =
        new RecordShape<ComputeService>("computeService", new ComputeService(), isInline: true)
            .Optional("id", Values.OrNull(Values.Text), service => service.Id, (service, value) => service with { Id = value })
            .Optional("isUp", Values.Flag, service => service.IsUp, (service, value) => service with { IsUp = value }, "true where left out")
            .Optional("isForcedDown", Values.Flag, service => service.IsForcedDown, (service, value) => service with { IsForcedDown = value })
            .Optional("isEnabled", Values.Flag, service => service.IsEnabled, (service, value) => service with { IsEnabled = value }, "true where left out")
            .Optional("disabledReason", Values.OrNull(Values.Text), service => service.DisabledReason, (service, value) => service with { DisabledReason = value })
            .Optional("isFenced", Values.Fact(Values.Flag), service => service.IsFenced, (service, value) => service with { IsFenced = value }, "cut off from power or storage");

    /// <summary>Where disks live.</summary>
    public static readonly RecordShape<HostStorage> Storage =
        new RecordShape<HostStorage>("hostStorage", new HostStorage(), isInline: true)
            .Optional("backend", Values.Fact(Words.ImagesBackend), storage => storage.Backend, (storage, value) => storage with { Backend = value })
            .Optional("sharedPathGroup", Values.Fact(Values.Text), storage => storage.SharedPathGroup, (storage, value) => storage with { SharedPathGroup = value }, "hosts with one name see each other's instances_path; empty for not shared");

    /// <summary>What limits and speeds migrations.</summary>
    public static readonly RecordShape<MigrationSettings> Migration =
        new RecordShape<MigrationSettings>("migrationSettings", new MigrationSettings())
            .Optional("maxConcurrentLive", Values.Fact(Values.Count), row => row.MaxConcurrentLive, (row, value) => row with { MaxConcurrentLive = value })
            .Optional("bandwidthMbps", Values.Fact(Values.Positive), row => row.BandwidthMbps, (row, value) => row with { BandwidthMbps = value }, "of one connection")
            .Optional("parallelConnections", Values.Fact(Values.PositiveCount), row => row.ParallelConnections, (row, value) => row with { ParallelConnections = value })
            .Optional("postCopy", Values.Fact(Values.Flag), row => row.PostCopy, (row, value) => row with { PostCopy = value })
            .Optional("allowedDowntimeMs", Values.Fact(Values.PositiveCount), row => row.AllowedDowntimeMs, (row, value) => row with { AllowedDowntimeMs = value })
            .Optional("link", Values.Fact(Values.Text), row => row.Link, (row, value) => row with { Link = value }, "a name of options.links; empty for none");

    /// <summary>A kind of guest that a host can run.</summary>
    public static readonly RecordShape<SupportedInstance> SupportedInstance =
        new RecordShape<SupportedInstance>("supportedInstance", new SupportedInstance("", "", ""), isInline: true)
            .Required("architecture", Values.Name, row => row.Architecture, (row, value) => row with { Architecture = value })
            .Required("hypervisorType", Values.Name, row => row.HypervisorType, (row, value) => row with { HypervisorType = value })
            .Required("vmMode", Values.Name, row => row.VmMode, (row, value) => row with { VmMode = value });

    /// <summary>An option of nova.conf.</summary>
    public static readonly RecordShape<NovaOption> NovaOption =
        new RecordShape<NovaOption>("novaOption", new NovaOption("", "", ""), isInline: true)
            .Required("section", Values.Name, option => option.Section, (option, value) => option with { Section = value }, "without brackets")
            .Required("name", Values.Name, option => option.Name, (option, value) => option with { Name = value })
            .Required("value", Values.Text, option => option.Value, (option, value) => option with { Value = value });

    /// <summary>A compute host.</summary>
    public static readonly RecordShape<Host> Host =
        new RecordShape<Host>("host", new Host { Name = new HostName(""), Service = new ComputeService() })
            .Required("name", Values.Host, host => host.Name, (host, value) => host with { Name = value })
            .Optional("providerId", Values.OrNull(Values.Text), host => host.ProviderId, (host, value) => host with { ProviderId = value }, "the UUID of the hypervisor")
            .Required("service", Service, host => host.Service, (host, value) => host with { Service = value })
            .Optional("address", Values.Fact(Values.Text), host => host.Address, (host, value) => host with { Address = value }, "the IP address that nova-compute gives")
            .Optional("hypervisorType", Values.Fact(Values.Text), host => host.HypervisorType, (host, value) => host with { HypervisorType = value })
            .Optional("hypervisorVersion", Values.Fact(Values.Amount), host => host.HypervisorVersion, (host, value) => host with { HypervisorVersion = value }, "QEMU 8.2.2 is 8002002")
            .Optional("cpu", Values.Fact(NumaTables.Cpu), host => host.Cpu, (host, value) => host with { Cpu = value })
            .Optional("cpuMode", Values.Fact(Words.CpuMode), host => host.CpuMode, (host, value) => host with { CpuMode = value })
            .Optional("supportedInstances", Values.Fact(Values.List(SupportedInstance)), host => host.SupportedInstances, (host, value) => host with { SupportedInstances = value }, "by the CPU's architecture where left out")
            .Optional("cell", Values.Fact(Values.Text), host => host.Cell, (host, value) => host with { Cell = value }, "the Nova cell")
            .Optional("novaRelease", Values.Fact(Values.Release), host => host.NovaRelease, (host, value) => host with { NovaRelease = value }, "where it differs from the cloud's")
            .Optional("inventories", Values.List(Inventory, most: ListBounds.Inventories), host => host.Inventories, (host, value) => host with { Inventories = value }, "one per resource class")
            .Optional("providers", Values.List(Provider, most: ListBounds.Inventories), host => host.Providers, (host, value) => host with { Providers = value }, "the tree of a host with child providers, its own first; inventories pools them")
            .Optional("otherUsage", Values.Amounts, host => host.OtherUsage, (host, value) => host with { OtherUsage = value }, "held by consumers that are no instance or migration of the snapshot")
            .Optional("traits", Values.SortedTexts, host => host.Traits, (host, value) => host with { Traits = value })
            .Optional("topology", Values.Fact(NumaTables.HostTopology), host => host.Topology, (host, value) => host with { Topology = value })
            .Optional("cpuSharedSet", Values.Fact(Values.OrNull(Values.Cpus)), host => host.CpuSharedSet, (host, value) => host with { CpuSharedSet = value }, "null for not configured")
            .Optional("cpuDedicatedSet", Values.Fact(Values.OrNull(Values.Cpus)), host => host.CpuDedicatedSet, (host, value) => host with { CpuDedicatedSet = value }, "null for not configured")
            .Optional("pciPools", Values.Fact(Values.List(PciPool)), host => host.PciPools, (host, value) => host with { PciPools = value })
            .Optional("mdevTypes", Values.Fact(Values.List(Values.Text)), host => host.MdevTypes, (host, value) => host with { MdevTypes = value })
            .Optional("storage", Storage, host => host.Storage, (host, value) => host with { Storage = value })
            .Optional("sshKeyGroup", Values.Fact(Values.Text), host => host.SshKeyGroup, (host, value) => host with { SshKeyGroup = value })
            .Optional("migration", Migration, host => host.Migration, (host, value) => host with { Migration = value })
            .Optional("novaConf", Values.List(NovaOption), host => host.NovaConf, (host, value) => host with { NovaConf = value }, "options of nova.conf as written, also those in a wrong section")
            .Optional("labels", Values.TextMap, host => host.Labels, (host, value) => host with { Labels = value });
}
