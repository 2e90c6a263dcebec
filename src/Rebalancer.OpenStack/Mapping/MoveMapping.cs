using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;

namespace Rebalancer.OpenStack.Mapping;

/// <summary>Maps migrations that still hold something to moves in flight.</summary>
/// <remarks>
/// Which consumer holds which host differs by kind: while a live or cold migration runs, its own UUID holds the source and the
/// server's UUID the destination; after an evacuation the server's UUID holds both until the source's nova-compute starts again.
/// So both consumers are summed per host.
/// </remarks>
internal sealed class MoveMapping(
    PlacementView placement, IReadOnlyDictionary<HostName, KnownHost> hosts, FactLayers facts, FindingList findings)
{
    /// <summary>The moves in flight, ordered by migration, and the instances with what those moves tell of them.</summary>
    public (ImmutableArray<MoveInFlight> Moves, ImmutableArray<Instance> Instances) Map(
        ImmutableArray<Located<MigrationAnswer>> migrations, ImmutableArray<Instance> instances)
    {
        var byId = instances.ToDictionary(instance => instance.Id.Value, StringComparer.Ordinal);
        List<MoveInFlight> moves = [];
        HashSet<InstanceId> moving = [];
        foreach (Located<MigrationAnswer> migration in migrations.Where(IsOpen).OrderByDescending(migration => migration.Value.Id))
        {
            if (!byId.TryGetValue(migration.Value.InstanceUuid, out Instance? instance))
            {
                findings.Warning(
                    "answers.unknown-instance", migration.Place,
                    $"the migration '{migration.Value.Uuid}' ({migration.Value.Status}) is of no known instance; it is left out");
            }
            else if (Map(migration, instance) is MoveInFlight move)
            {
                if (move.Kind != InFlightKind.Evacuation && !moving.Add(instance.Id))
                {
                    findings.Warning(
                        "answers.contradiction", migration.Place,
                        $"a newer migration of '{instance.Name}' is open too; this one is left out");
                    continue;
                }

                moves.Add(move);
                byId[instance.Id.Value] = instance with
                {
                    Allocations = PlacementView.Sum(instance.Allocations, placement.Held(move.MigrationId, instance.Host)),
                };
            }
        }

        ImmutableArray<Instance> after = [.. instances.Select(instance => byId[instance.Id.Value])];
        WarnOfTasks(after, moving);
        return ([.. moves.OrderBy(move => move.MigrationId, StringComparer.Ordinal)], after);
    }

    private static bool IsOpen(Located<MigrationAnswer> migration) =>
        migration.Value.Status is not ("completed" or "confirmed" or "reverted" or "error" or "failed" or "cancelled");

    private MoveInFlight? Map(Located<MigrationAnswer> located, Instance instance)
    {
        MigrationAnswer migration = located.Value;
        InFlightKind? kind = migration.MigrationType switch
        {
            "live-migration" => InFlightKind.Live,
            "migration" => InFlightKind.Cold,
            "resize" => InFlightKind.Resize,
            "evacuation" => InFlightKind.Evacuation,
            _ => null,
        };
        if (kind is null)
        {
            findings.Error(
                "answers.malformed", located.Place.At(".migration_type"),
                $"'{migration.MigrationType}' is no kind of migration, and this one is open ({migration.Status})");
            return null;
        }

        if (!TryHost(migration.SourceCompute, located.Place.At(".source_compute"), out HostName source))
        {
            return null;
        }

        HostName? destination = null;
        if (!string.IsNullOrEmpty(migration.DestCompute))
        {
            if (!TryHost(migration.DestCompute, located.Place.At(".dest_compute"), out HostName known))
            {
                return null;
            }

            destination = known;
        }

        HostName? other = instance.Host == source ? destination : source;
        if (kind != InFlightKind.Evacuation && instance.Host != source && instance.Host != destination)
        {
            findings.Warning(
                "answers.contradiction", located.Place,
                $"the migration names '{source}' and '{destination}', but '{instance.Name}' is on '{instance.Host}'");
        }

        ResourceAmounts otherHeld = other is HostName host
            ? PlacementView.Sum(placement.Held(instance.Id.Value, host), placement.Held(migration.Uuid, host))
            : ResourceAmounts.Empty;
        if (kind == InFlightKind.Evacuation && migration.Status == "done" && otherHeld.IsEmpty && placement.KnowsAllocations(source))
        {
            // Over, and the source has given back what it held; Nova only waits to clean up there.
            return null;
        }

        return new MoveInFlight
        {
            MigrationId = migration.Uuid,
            Instance = instance.Id,
            Kind = kind.Value,
            Status = migration.Status,
            Source = source,
            Destination = destination,
            OtherAllocations = otherHeld,
            OtherPlacement = facts.OfInstance(instance.Id.Value, instance.Name, instance.ProjectId, instance.Tags).OtherPlacement,
        };
    }

    private bool TryHost(string? name, Place place, out HostName host)
    {
        host = new HostName(name ?? "");
        if (hosts.ContainsKey(host))
        {
            return true;
        }

        findings.Warning("answers.unknown-host", place, $"'{name}' is no known host; the migration is left out");
        return false;
    }

    private void WarnOfTasks(ImmutableArray<Instance> instances, HashSet<InstanceId> moving)
    {
        foreach (Instance instance in instances)
        {
            bool seemsToMove = instance.TaskState is "migrating"
                || (instance.TaskState?.StartsWith("resize_", StringComparison.Ordinal) ?? false)
                || instance.VmState == VmState.Resized;
            if (seemsToMove && !moving.Contains(instance.Id))
            {
                findings.Warning(
                    "answers.contradiction",
                    new Place(null, $"$.servers['{instance.Id}']"),
                    $"'{instance.Name}' moves by its state ({instance.TaskState ?? "resized"}), but no migration of it is open");
            }
            else if (!seemsToMove && instance.TaskState is null && moving.Contains(instance.Id))
            {
                findings.Warning(
                    "answers.contradiction",
                    new Place(null, $"$.servers['{instance.Id}']"),
                    $"a migration of '{instance.Name}' is open, but by its state it does not move; it is taken to hold both hosts");
            }
        }
    }
}
