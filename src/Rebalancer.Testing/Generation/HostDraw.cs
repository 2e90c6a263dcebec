using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Cpu;
using Rebalancer.Model;

namespace Rebalancer.Testing.Generation;

/// <summary>Draws hosts with room for the instances of a draft.</summary>
internal static class HostDraw
{
    private const int MostBatches = 12;

    /// <summary>Adds the hosts of the shape to the draft.</summary>
    public static void AddTo(CloudDraft draft)
    {
        CloudShape shape = draft.Shape;
        SeededRandom random = draft.Random;
        int count = random.In(shape.Hosts);
        bool isReal = shape.Sizes == FlavorSizes.Real;
        double cpuRatio = isReal ? 4 : random.Pick(1.0, 1.0, 1.5, 2.0, 4.0, 16.0);
        double ramRatio = isReal ? 1 : random.Pick(1.0, 1.0, 1.0, 1.5);
        HostNeeds needs = HostNeeds.Of(draft, count, cpuRatio, ramRatio);
        ImmutableArray<Kind> kinds = KindsOf(shape, random, needs);
        int cells = Math.Max(1, random.In(shape.Cells));
        int racks = random.In(shape.Racks);
        ImmutableArray<HostStorage> storages = StoragesOf(shape, random);
        string sshGroup = "ssh";
        Host Draw()
        {
            Kind kind = kinds[random.Below(kinds.Length)];
            HostHardware hardware = isReal || random.Chance(0.7) ? kind.Hardware : HostHardware.Draw(shape, random, needs);
            return new Host
            {
                Name = new HostName("drawn"),
                Service = new ComputeService { Id = "" },
                HypervisorType = Fact.Read("QEMU"),
                HypervisorVersion = Fact.Read(kind.Generation.HypervisorVersion),
                Cpu = Fact.Read(kind.Generation.Cpu),
                CpuMode = Fact.Given(kind.Mode),
                Inventories = InventoriesOf(shape, random, needs, hardware),
                Traits = TraitsOf(random, kind, hardware),
                Topology = Fact.Given(hardware.Topology),
                CpuSharedSet = Fact.Given(hardware.Shared),
                CpuDedicatedSet = Fact.Given(hardware.Dedicated),
                PciPools = Fact.Given(DevicesOf(shape, random, hardware)),
                MdevTypes = Fact.Given<ImmutableArray<string>>(shape.CustomResourceShare > 0 && random.Chance(0.7) ? ["nvidia-35"] : []),
                Storage = storages[random.Below(storages.Length)],
                SshKeyGroup = Fact.Given(random.Chance(isReal ? 0 : 0.05) ? "other-ssh" : sshGroup),
                Migration = SettingsOf(draft.Options, random),
            };
        }

        // The racks of a real cloud are bought in a few batches, and all hosts of a batch are alike.
        ImmutableArray<Host> batches = isReal ? [.. Enumerable.Range(0, Math.Clamp(racks, kinds.Length, MostBatches)).Select(_ => Draw())] : [];
        for (int i = 0; i < count; i++)
        {
            int rack = racks == 0 ? 0 : isReal ? (int)((long)i * racks / count) : i % racks;
            draft.Hosts.Add((isReal ? batches[rack % batches.Length] : Draw()) with
            {
                Name = new HostName(string.Create(CultureInfo.InvariantCulture, $"h{i}")),
                ProviderId = string.Create(CultureInfo.InvariantCulture, $"{i:x8}-0000-4000-9000-000000000000"),
                Service = new ComputeService { Id = string.Create(CultureInfo.InvariantCulture, $"{i:x8}-0000-4000-a000-000000000000") },
                Cell = Fact.Given(string.Create(CultureInfo.InvariantCulture, $"cell{1 + (i * cells / count)}")),
                Labels = racks == 0
                    ? ImmutableSortedDictionary<string, string>.Empty
                    : ImmutableSortedDictionary<string, string>.Empty.Add(Host.RackLabel, string.Create(CultureInfo.InvariantCulture, $"r{1 + rack}")),
            });
        }
    }

    private static ImmutableArray<Kind> KindsOf(CloudShape shape, SeededRandom random, HostNeeds needs)
    {
        int first = random.Below(3);
        return
        [
            .. Enumerable.Range(0, Math.Max(1, random.In(shape.CpuGenerations))).Select(i =>
            {
                bool isStrange = i > 0 && shape.Sizes == FlavorSizes.Toy && random.Chance(0.3);
                CpuGeneration generation = CpuGeneration.All[isStrange ? random.Between(4, 5) : Math.Min(3, first + i)];
                CpuMode mode = random.Chance(shape.CustomCpuShare) ? CpuMode.Custom
                    : random.Chance(0.1) ? CpuMode.HostPassthrough : CpuMode.HostModel;
                return new Kind(generation, mode, HostHardware.Draw(shape, random, needs));
            }),
        ];
    }

    private static ImmutableArray<HostStorage> StoragesOf(CloudShape shape, SeededRandom random) =>
    [
        .. Enumerable.Range(0, Math.Max(1, random.In(shape.StorageBackends))).Select(i =>
        {
            ImagesBackend backend = random.Pick(
                ImagesBackend.Qcow2, ImagesBackend.Qcow2, ImagesBackend.Rbd, ImagesBackend.Rbd, ImagesBackend.Raw, ImagesBackend.Lvm);
            bool isShared = backend is ImagesBackend.Qcow2 or ImagesBackend.Raw && random.Chance(0.3);
            return new HostStorage
            {
                Backend = Fact.Given(backend),
                SharedPathGroup = Fact.Given(isShared ? string.Create(CultureInfo.InvariantCulture, $"nfs{i}") : ""),
            };
        }),
    ];

    private static ImmutableArray<Inventory> InventoriesOf(CloudShape shape, SeededRandom random, HostNeeds needs, HostHardware hardware)
    {
        List<Inventory> inventories = [];
        void Add(ResourceClass resourceClass, long total, double ratio, long reserved = 0, long step = 1)
        {
            if (total > 0)
            {
                inventories.Add(new Inventory
                {
                    ResourceClass = resourceClass, Total = total, AllocationRatio = ratio, Reserved = reserved, MaxUnit = total, StepSize = step,
                });
            }
        }

        Add(ResourceClass.Vcpu, hardware.SharedCount, needs.CpuRatio);
        Add(ResourceClass.Pcpu, hardware.Dedicated?.Count ?? 0, 1);
        Add(ResourceClass.MemoryMb, hardware.MemoryMiB, needs.RamRatio, HostNeeds.ReservedMiB(shape));
        Add(ResourceClass.DiskGb, (long)Math.Ceiling(needs.DiskGiB * random.Pick(1.0, 1.0, 1.5)), 1);
        if (shape.CustomResourceShare > 0)
        {
            Add(new ResourceClass(FlavorDraw.CustomClass), random.Pick(0, 1, 2, 4), 1);
            Add(new ResourceClass("VGPU"), random.Pick(0, 1, 2, 4), 1);
        }

        return [.. inventories];
    }

    private static ImmutableArray<string> TraitsOf(SeededRandom random, Kind kind, HostHardware hardware)
    {
        List<string> traits = [];
        if (kind.Generation.HasAvx512)
        {
            traits.Add("HW_CPU_X86_AVX512F");
        }

        if (hardware.Threads > 1)
        {
            traits.Add("HW_CPU_HYPERTHREADING");
        }

        if (random.Chance(0.4))
        {
            traits.Add(FlavorDraw.CustomTrait);
        }

        return [.. traits.Order(StringComparer.Ordinal)];
    }

    private static ImmutableArray<PciPool> DevicesOf(CloudShape shape, SeededRandom random, HostHardware hardware)
    {
        List<PciPool> pools = [];
        int cells = hardware.Topology.Cells.Length;
        int? Node() => random.Chance(0.2) ? null : random.Below(cells);
        if (shape.PciShare > 0 && random.Chance(0.8))
        {
            for (int i = random.Between(1, 2); i > 0; i--)
            {
                pools.Add(new PciPool
                {
                    VendorId = HostHardware.DeviceVendor,
                    ProductId = HostHardware.DeviceProduct,
                    NumaNode = Node(),
                    IsLiveMigratable = random.Chance(0.6),
                    Total = random.Between(1, 2),
                });
            }
        }

        if (shape.SriovShare > 0 && random.Chance(0.8))
        {
            pools.Add(new PciPool
            {
                VendorId = "8086",
                ProductId = "154c",
                NumaNode = Node(),
                DeviceType = "type-VF",
                PhysicalNetwork = InstanceDraw.PhysicalNetwork,
                IsLiveMigratable = random.Chance(0.5),
                Total = random.Between(1, 4),
            });
        }

        return [.. pools];
    }

    private static MigrationSettings SettingsOf(CloudOptions options, SeededRandom random) => new()
    {
        MaxConcurrentLive = random.Chance(0.5) ? Fact.Given(random.Between(1, 3)) : default,
        BandwidthMbps = random.Chance(0.3) ? Fact.Given(random.Pick(1_000L, 10_000L)) : default,
        ParallelConnections = random.Chance(0.1) ? Fact.Given(4) : default,
        PostCopy = random.Chance(0.2) ? Fact.Given(true) : default,
        AllowedDowntimeMs = random.Chance(0.1) ? Fact.Given(300) : default,
        Link = options.Links.IsEmpty ? default : Fact.Given(random.Chance(0.8) ? options.Links[0].Name : ""),
    };

    /// <summary>Hosts bought together.</summary>
    private sealed record Kind(CpuGeneration Generation, CpuMode Mode, HostHardware Hardware);
}
