using Rebalancer.Rules;

namespace Rebalancer.Planning.Relaxing;

/// <summary>The policies of a profile by the codes of their refusals and by their names in JSON.</summary>
internal static class Policies
{
    private static readonly (string Code, string Name, string Text, Func<Profile, Profile> Relax)[] All =
    [
        ("policy.cpu-model", "requiresSameCpuModel", "Allow live moves between CPU models, as Nova does where the features suffice.", profile => profile with { RequiresSameCpuModel = false }),
        ("policy.cpu-shared-set", "requiresEqualSharedSet", "Allow live moves between hosts with different cpu_shared_set.", profile => profile with { RequiresEqualSharedSet = false }),
        ("policy.architecture", "requiresSameArchitecture", "Allow moves between CPU architectures.", profile => profile with { RequiresSameArchitecture = false }),
        ("policy.ram-overcommit", "maxRamOvercommit", "Leave the overcommitment of memory to Placement's ratio.", profile => profile with { MaxRamOvercommit = null }),
        ("policy.data-loss", "refusesDataLoss", "Allow evacuations that rebuild disks from their image: what was on local disks is lost.", profile => profile with { RefusesDataLoss = false }),
        ("policy.config-drive", "refusesReadOnlyConfigDrive", "Allow block-live moves with an ISO 9660 config drive.", profile => profile with { RefusesReadOnlyConfigDrive = false }),
        ("policy.sriov-downtime", "refusesSriovDowntime", "Allow live moves that detach SR-IOV ports for a moment.", profile => profile with { RefusesSriovDowntime = false }),
        ("policy.not-fenced", "requiresFencedSource", "Say that the host is fenced, once it is.", profile => profile with { RequiresFencedSource = false }),
    ];

    /// <summary>The policy behind a refusal, or <c>null</c>.</summary>
    public static (string Name, string Text)? Behind(string code) =>
        Array.Find(All, policy => policy.Code == code) is { Name: not null } found ? (found.Name, found.Text) : null;

    /// <summary>A profile without one of its policies.</summary>
    /// <exception cref="ArgumentException">There is no such policy.</exception>
    public static Profile Without(Profile profile, string name) =>
        Array.Find(All, policy => policy.Name == name) is { Relax: not null } found
            ? found.Relax(profile) with { Name = $"{profile.Name} without {name}" }
            : throw new ArgumentException($"There is no policy '{name}'.", nameof(name));
}
