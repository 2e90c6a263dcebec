using Rebalancer.Model;

namespace Rebalancer.Rules.Storage;

/// <summary>What is known or assumed of the disks of an instance and where two hosts keep them.</summary>
internal static class StorageFacts
{
    /// <summary>How the disks lie between the hosts of a move.</summary>
    public static LiveStorage Of(in LastingMove move, ref VerdictBuilder verdict)
    {
        ImagesBackend source = Backend(move, move.Source.Storage.Backend, move.Destination.Storage.Backend, ref verdict);
        ImagesBackend destination = Backend(move, move.Destination.Storage.Backend, move.Source.Storage.Backend, ref verdict);
        return new LiveStorage
        {
            Source = source,
            Destination = destination,
            SharesPath = SharesPath(move, ref verdict),
            IsVolumeBacked = IsVolumeBacked(move.Instance, ref verdict),
            HasLocalDisks = HasLocalDisks(move.Instance),
        };
    }

    /// <summary>Whether both hosts see one <c>instances_path</c>.</summary>
    public static bool SharesPath(in LastingMove move, ref VerdictBuilder verdict)
    {
        bool knowsSource = move.Source.Storage.SharedPathGroup.TryGet(out string? source);
        bool knowsDestination = move.Destination.Storage.SharedPathGroup.TryGet(out string? destination);
        if (knowsSource && knowsDestination)
        {
            return source == destination && !string.IsNullOrEmpty(source);
        }

        if ((knowsSource && string.IsNullOrEmpty(source)) || (knowsDestination && string.IsNullOrEmpty(destination)))
        {
            return false;
        }

        bool isShared = (knowsSource || knowsDestination) && move.HostsAreNeighbours;
        verdict.Assume(
            "assumed.shared-path",
            isShared
                ? "instances_path is shared among hosts of an aggregate or zone when it is known to be on one of them."
                : "instances_path is not shared between the hosts.");
        return isShared;
    }

    /// <summary>Whether the root disk is a volume.</summary>
    public static bool IsVolumeBacked(Instance instance, ref VerdictBuilder verdict)
    {
        if (!instance.IsVolumeBacked.TryGet(out bool isVolumeBacked))
        {
            verdict.Assume("assumed.volume-backed", "The root disk of the instance is local, not a volume.");
        }

        return isVolumeBacked;
    }

    /// <summary>Whether an instance has disks of its own on its host; a config drive is one.</summary>
    public static bool HasLocalDisks(Instance instance) => !instance.Disks.IsEmpty || instance.ConfigDrive.ValueOr(ConfigDrive.None) != ConfigDrive.None;

    private static ImagesBackend Backend(in LastingMove move, Fact<ImagesBackend> own, Fact<ImagesBackend> other, ref VerdictBuilder verdict)
    {
        if (own.TryGet(out ImagesBackend backend))
        {
            return backend;
        }

        verdict.Assume(
            "assumed.images-backend",
            "Instance disks lie as on the other host where the hosts share an aggregate or zone, else in qcow2 files.");
        return other.TryGet(out ImagesBackend alike) && move.HostsAreNeighbours ? alike : ImagesBackend.Qcow2;
    }
}
