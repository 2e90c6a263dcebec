using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Filters;

/// <summary>The enabled filters that look at flavor, image, project and aggregates only.</summary>
internal sealed class FilterRule : ILastingRule
{
    /// <inheritdoc/>
    public void Check(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (!move.Options.EnabledFilters.IsKnown)
        {
            verdict.Assume("assumed.filters", $"The scheduler's filters are {string.Join(", ", HostFilters.Assumed)}.");
        }

        RequestSpec? spec = null;
        HostState? host = null;
        foreach (HostFilter filter in move.Facts.Filters)
        {
            if (FilterRefusal.Lasting(filter) is not { } refusal)
            {
                continue;
            }

            if (filter is ImagePropertiesFilter && (!AsksForMachine(move) || !IsMachineKnown(move, ref verdict)))
            {
                continue;
            }

            spec ??= SpecOf(move);
            host ??= StateOf(move);
            if (!FilterRefusal.Passes(filter, host, spec))
            {
                refusal.Say(move.Destination.Name, ref verdict);
            }
        }
    }

    /// <summary>Most images ask for no architecture, hypervisor or mode; every host can run them.</summary>
    private static bool AsksForMachine(in LastingMove move)
    {
        ImageProperties image = move.Facts.Images[move.InstanceIndex];
        return (image.Architecture ?? image.HypervisorType ?? image.VmMode) is not null;
    }

    /// <summary>What an image asks can only be answered for a host of which someone told what it runs, or its CPU.</summary>
    private static bool IsMachineKnown(in LastingMove move, ref VerdictBuilder verdict)
    {
        if (move.Destination.SupportedInstances.IsKnown)
        {
            return true;
        }

        if (!move.Facts.Hosts.Architectures[move.DestinationIndex].HasValue)
        {
            verdict.Assume("assumed.supported-instances", $"{move.Destination.Name} can run the architecture, hypervisor and mode that the image asks for.");
            return false;
        }

        ImageProperties image = move.Facts.Images[move.InstanceIndex];
        if ((image.HypervisorType ?? image.VmMode) is not null || !move.Destination.Cpu.IsKnown)
        {
            verdict.Assume("assumed.supported-instances", $"{move.Destination.Name} runs what KVM and QEMU run on its architecture.");
        }

        return true;
    }

    private static RequestSpec SpecOf(in LastingMove move) => new()
    {
        InstanceId = move.Instance.Id.Value,
        ProjectId = move.Instance.ProjectId,
        FlavorName = move.Instance.Flavor.Name,
        ExtraSpecs = move.Instance.Flavor.ExtraSpecs,
        ImageId = move.Instance.Image.Id,
        Image = move.Facts.Images[move.InstanceIndex],
    };

    private static HostState StateOf(in LastingMove move) => new()
    {
        Host = move.Destination.Name.Value,
        Aggregates = move.Facts.Aggregates[move.DestinationIndex],
        SupportedInstances = SupportedBy(move),
        HypervisorVersion = move.Destination.HypervisorVersion.TryGet(out long version) ? version : null,
    };

    /// <summary>What someone told; else libvirt runs its own architecture and the 32-bit one, and what already runs on a source of the same architecture.</summary>
    private static List<IReadOnlyList<string>> SupportedBy(in LastingMove move)
    {
        if (move.Destination.SupportedInstances.TryGet(out ImmutableArray<SupportedInstance> told))
        {
            return [.. told.Select(one => (IReadOnlyList<string>)[one.Architecture, one.HypervisorType, one.VmMode])];
        }

        HostPair<CpuArchitecture> architectures = move.Both(move.Facts.Hosts.Architectures);
        if (!architectures.Destination.HasValue)
        {
            return [];
        }

        List<IReadOnlyList<string>> supported = [];
        AddArchitecture(supported, architectures.Destination.Value.Name);
        if (architectures.Destination.Value == CpuArchitecture.X64)
        {
            AddArchitecture(supported, "i686");
        }

        if (architectures.HaveValues && architectures.AreAlike && move.Facts.Images[move.InstanceIndex].Architecture is { } running)
        {
            AddArchitecture(supported, running);
        }

        return supported;
    }

    private static void AddArchitecture(List<IReadOnlyList<string>> supported, string architecture)
    {
        supported.Add([architecture, "kvm", "hvm"]);
        supported.Add([architecture, "qemu", "hvm"]);
    }
}
