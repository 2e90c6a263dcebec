using Rebalancer.Model;
using Rebalancer.Rules.Assumptions;

namespace Rebalancer.Rules.Storage;

/// <summary>What is known or assumed of the disks of an instance and where two hosts keep them.</summary>
internal static class StorageFacts
{
    /// <summary>How the disks lie between the hosts of a move.</summary>
    public static LiveStorage Of(in LastingMove move, ref VerdictBuilder verdict)
    {
        HostPair<ImagesBackend> backends = move.Both(move.Facts.Hosts.Backends);
        if (!backends.AreKnown)
        {
            verdict.Assume(
                "assumed.images-backend",
                "On a host of which nobody told it, instance disks lie as on the hosts of its aggregate or zone where those are alike, else in qcow2 files.");
        }

        return new LiveStorage
        {
            Source = OrQcow2(backends.Source),
            Destination = OrQcow2(backends.Destination),
            SharesPath = SharesPath(move, ref verdict),
            IsVolumeBacked = IsVolumeBacked(move.Instance, ref verdict),
            HasLocalDisks = HasLocalDisks(move.Instance),
        };
    }

    /// <summary>Whether both hosts see one <c>instances_path</c>.</summary>
    public static bool SharesPath(in LastingMove move, ref VerdictBuilder verdict)
    {
        HostPair<string> paths = move.Both(move.Facts.Hosts.SharedPaths);
        bool isShared = paths.HaveValues && paths.AreAlike && !string.IsNullOrEmpty(paths.Source.Value);
        if (!paths.AreKnown && !IsAlone(paths.Source) && !IsAlone(paths.Destination))
        {
            verdict.Assume(
                "assumed.shared-path",
                isShared
                    ? "instances_path is shared among hosts of an aggregate or zone when it is known to be on one of them."
                    : "instances_path is not shared between the hosts.");
        }

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

    private static ImagesBackend OrQcow2(HostFact<ImagesBackend> backend) => backend.HasValue ? backend.Value : ImagesBackend.Qcow2;

    /// <summary>Whether a host is known to share its path with nobody.</summary>
    private static bool IsAlone(HostFact<string> path) => path.IsKnown && string.IsNullOrEmpty(path.Value);
}
