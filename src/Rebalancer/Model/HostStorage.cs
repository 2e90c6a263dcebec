namespace Rebalancer.Model;

/// <summary>Where a host keeps the disks of its instances.</summary>
public sealed record HostStorage
{
    /// <summary><c>[libvirt] images_type</c>.</summary>
    public Fact<ImagesBackend> Backend { get; init; }

    /// <summary>Hosts with the same name here see each other's <c>instances_path</c>; a known empty text means not shared.</summary>
    public Fact<string> SharedPathGroup { get; init; }
}

/// <summary>Nova's image backends.</summary>
public enum ImagesBackend
{
    /// <summary>A file in <c>instances_path</c>, copy-on-write.</summary>
    Qcow2,

    /// <summary>A raw file in <c>instances_path</c>.</summary>
    Raw,

    /// <summary>A raw file, the older name.</summary>
    Flat,

    /// <summary>A logical volume of the host.</summary>
    Lvm,

    /// <summary>A Ceph block device, shared by all hosts of the pool.</summary>
    Rbd,

    /// <summary>A Virtuozzo image.</summary>
    Ploop,
}
