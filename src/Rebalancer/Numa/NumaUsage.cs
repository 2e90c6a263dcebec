using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Rebalancer.Numa;

/// <summary>What guests with a topology use of a host's cells; one entry per cell of the <see cref="NumaHost"/>, in its order.</summary>
/// <param name="Cells">The usage per cell.</param>
public sealed record NumaUsage(ImmutableArray<CellUsage> Cells)
{
    /// <summary>A host whose cells nobody uses.</summary>
    public static NumaUsage None(NumaHost host) =>
        new([.. host.Cells.Select(cell => new CellUsage { PagesUsed = [.. cell.Pages.Select(_ => 0L)] })]);

    /// <summary>The usage once a guest is placed.</summary>
    /// <exception cref="InvalidOperationException">Its pins are not free.</exception>
    /// <remarks>Source: <c>nova.virt.hardware.numa_usage_from_instance_numa</c>.</remarks>
    public NumaUsage Place(NumaHost host, GuestTopology guest, GuestPlacement placement) =>
        TryPlace(host, guest, placement, out NumaUsage? after, out PinningConflict? conflict)
            ? after
            : throw new InvalidOperationException(conflict.Message);

    /// <summary>The usage once a placed guest is gone; never below zero.</summary>
    /// <exception cref="InvalidOperationException">Its pins are not in use.</exception>
    /// <remarks>Source: <c>nova.virt.hardware.numa_usage_from_instance_numa</c> with <c>free=True</c>.</remarks>
    public NumaUsage Free(NumaHost host, GuestTopology guest, GuestPlacement placement) =>
        TryFree(host, guest, placement, out NumaUsage? after, out PinningConflict? conflict)
            ? after
            : throw new InvalidOperationException(conflict.Message);

    /// <summary>The usage once a guest is placed, or what contradicts its pins.</summary>
    public bool TryPlace(
        NumaHost host,
        GuestTopology guest,
        GuestPlacement placement,
        [NotNullWhen(true)] out NumaUsage? after,
        [NotNullWhen(false)] out PinningConflict? conflict) => TryChange(host, guest, placement, 1, out after, out conflict);

    /// <summary>The usage once a placed guest is gone, or what contradicts its pins.</summary>
    public bool TryFree(
        NumaHost host,
        GuestTopology guest,
        GuestPlacement placement,
        [NotNullWhen(true)] out NumaUsage? after,
        [NotNullWhen(false)] out PinningConflict? conflict) => TryChange(host, guest, placement, -1, out after, out conflict);

    private bool TryChange(
        NumaHost host,
        GuestTopology guest,
        GuestPlacement placement,
        int sign,
        [NotNullWhen(true)] out NumaUsage? after,
        [NotNullWhen(false)] out PinningConflict? conflict)
    {
        if (guest.Cells.Length != placement.Cells.Length)
        {
            throw new ArgumentException(
                $"The placement has {placement.Cells.Length} cells and the guest {guest.Cells.Length}.", nameof(placement));
        }

        after = null;
        conflict = null;
        var cells = ImmutableArray.CreateBuilder<CellUsage>(Cells.Length);
        for (int i = 0; i < Cells.Length; i++)
        {
            CellChange change = new(host.Cells[i], Cells[i], sign);
            for (int j = 0; j < guest.Cells.Length && conflict is null; j++)
            {
                if (placement.Cells[j].HostCell == host.Cells[i].Id)
                {
                    conflict = change.Add(guest.Cells[j], placement.Cells[j]);
                }
            }

            if (conflict is not null)
            {
                return false;
            }

            cells.Add(change.Result());
        }

        after = new NumaUsage(cells.MoveToImmutable());
        return true;
    }
}

/// <summary>What is used of one host cell.</summary>
public sealed record CellUsage
{
    /// <summary>Floating vCPUs of guests with a topology.</summary>
    public int SharedVcpus { get; init; }

    /// <summary>Memory of guests with a topology, in MiB.</summary>
    public long MemoryMiB { get; init; }

    /// <summary>Dedicated CPUs in use: pinned, reserved for an emulator, or blocked as siblings of an isolated guest.</summary>
    public CpuSet PinnedCpus { get; init; } = CpuSet.Empty;

    /// <summary>Pages in use per pool of the cell, in its order.</summary>
    public ImmutableArray<long> PagesUsed { get; init; } = [];
}
