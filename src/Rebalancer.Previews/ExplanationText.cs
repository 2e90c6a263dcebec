using System.Collections.Immutable;
using Rebalancer.Cpu;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;
using Rebalancer.Rules;
using Rebalancer.Rules.Derivations;

namespace Rebalancer.Previews;

/// <summary>How verdicts on one instance and one destination come about, as plain text.</summary>
public static class ExplanationText
{
    /// <summary>Writes what the instance asks, what the destination has, how Nova looks for cells, and what every rule said.</summary>
    /// <param name="writer">Where to; gets no control characters but line ends.</param>
    /// <param name="state">The state the verdicts were made in.</param>
    /// <param name="derivations">At least one; all on one instance and one destination.</param>
    /// <param name="profile">The policies the verdicts were made under.</param>
    /// <param name="width">Characters per line; at least 40 are used.</param>
    /// <exception cref="ArgumentException">There is no verdict, or they concern several pairs.</exception>
    public static void Write(TextWriter writer, PlanState state, ImmutableArray<MoveDerivation> derivations, Profile profile, int width = 100)
    {
        if (derivations.Select(one => (one.Verdict.Instance, one.Verdict.Destination)).Distinct().Count() != 1)
        {
            throw new ArgumentException("The derivations must all concern one instance and one destination.", nameof(derivations));
        }

        Page page = new(writer, width);
        int instance = state.Cluster.IndexOf(derivations[0].Verdict.Instance);
        int destination = state.Cluster.IndexOf(derivations[0].Verdict.Destination);
        WriteHosts(page, state, state.HostOf(instance), destination);
        WriteAmounts(page, state, instance, destination);
        CellSearchText.Write(page, derivations[0]);
        for (int i = 0; i < derivations.Length; i++)
        {
            DerivationText.Write(page, derivations[i], i == 0 ? null : derivations[0]);
        }

        page.Heading($"Policies beyond Nova's own rules: {profile.Name}");
        page.Paragraph(string.Join("; ", PolicyWords.Of(profile).DefaultIfEmpty("none")), 2);
    }

    private static void WriteHosts(Page page, PlanState state, int source, int destination)
    {
        Host from = state.Cluster.Hosts[source];
        Host to = state.Cluster.Hosts[destination];
        page.Heading("The two hosts");
        Table table = new(("fact", Align.Left), ($"source {from.Name}", Align.Left), ($"destination {to.Name}", Align.Left));
        table.Add("service", Service(state, source), Service(state, destination));
        table.Add("zone", Zone(state.Cluster, source), Zone(state.Cluster, destination));
        table.Add("cell", Show(from.Cell), Show(to.Cell));
        table.Add("hypervisor", $"{Show(from.HypervisorType)} {Show(from.HypervisorVersion)}", $"{Show(to.HypervisorType)} {Show(to.HypervisorVersion)}");
        table.Add("CPU", Cpu(from), Cpu(to));
        table.Add("cpu_shared_set", Show(from.CpuSharedSet, "not set"), Show(to.CpuSharedSet, "not set"));
        table.Add("cpu_dedicated_set", Show(from.CpuDedicatedSet, "not set"), Show(to.CpuDedicatedSet, "not set"));
        table.Add("images_type", Show(from.Storage.Backend), Show(to.Storage.Backend));
        table.Add("shared path", Show(from.Storage.SharedPathGroup, "no"), Show(to.Storage.SharedPathGroup, "no"));
        table.Write(page, 2);
    }

    private static string Service(PlanState state, int host)
    {
        ComputeService service = state.Cluster.Hosts[host].Service;
        string up = service.IsForcedDown ? "forced down" : service.IsUp ? "up" : "down";
        return state.IsEnabled(host) ? $"{up}, enabled" : $"{up}, disabled";
    }

    private static string Zone(Cluster cluster, int host) => cluster.ZoneOf(host) ?? cluster.Options.DefaultZone.ValueOr("nova");

    private static string Cpu(Host host) => host.Cpu.TryGet(out HostCpu? cpu) ? $"{cpu.Model} ({cpu.Vendor}), {Show(host.CpuMode)}" : "unknown";

    private static string Show<T>(Fact<T> fact, string nothing = "none")
    {
        if (!fact.TryGet(out T? value))
        {
            return "unknown";
        }

        string text = value?.ToString() is { Length: > 0 } known ? known : nothing;
        return fact.Source == FactSource.Assumed ? $"{text} (assumed)" : text;
    }

    private static void WriteAmounts(Page page, PlanState state, int instance, int destination)
    {
        page.Heading("What it asks of Placement, and what the destination has");
        Table table = new(("class", Align.Left), ("asked", Align.Right), ("used", Align.Right), ("capacity", Align.Right), ("free", Align.Right), ("units", Align.Left), ("", Align.Left));
        Host host = state.Cluster.Hosts[destination];
        ReadOnlySpan<long> amounts = state.AmountsOn(instance, destination);
        for (int index = 0; index < amounts.Length; index++)
        {
            if (amounts[index] == 0)
            {
                continue;
            }

            ResourceClass resourceClass = state.Cluster.ResourceClasses[index];
            Inventory? inventory = host.Inventories.FirstOrDefault(found => found.ResourceClass == resourceClass);
            long used = state.Used(destination, index);
            long capacity = state.CapacityOf(destination, index);
            string units = inventory is null ? "no inventory" : $"{inventory.MinUnit} to {inventory.MaxUnit}, step {inventory.StepSize}";
            bool fits = inventory is not null && amounts[index] <= capacity - used && Capacity.AllowsUnit(inventory, amounts[index]);
            table.Add(resourceClass.ToString(), $"{amounts[index]}", $"{used}", $"{capacity}", $"{capacity - used}", units, fits ? "fits" : "does not fit");
        }

        table.Write(page, 2);
    }
}
