using System.Collections.Immutable;
using Rebalancer.Findings;

namespace Rebalancer.OpenStack.SignIn;

/// <summary>Where a cloud is, who signs in, and how its servers prove who they are.</summary>
public sealed record CloudSettings
{
    /// <summary>What the cloud is called in messages: its name in <c>clouds.yaml</c>.</summary>
    public string Name { get; init; } = "cloud";

    /// <summary>Keystone's address; <c>/v3</c> is added where it does not end with it.</summary>
    public required Uri AuthUrl { get; init; }

    /// <summary>Who signs in.</summary>
    public required Credential Credential { get; init; }

    /// <summary>What the token is for; <c>null</c> with an application credential, which has its project.</summary>
    public Scope? Scope { get; init; }

    /// <summary>The region, needed where the catalog has several.</summary>
    public string? Region { get; init; }

    /// <summary>The interfaces of the catalog to use, the most wanted first: <c>public</c>, <c>internal</c>, <c>admin</c>.</summary>
    public ImmutableArray<string> Interfaces { get; init; } = ["public"];

    /// <summary>A PEM file of certificate authorities, trusted instead of the system's; <c>null</c> for the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Whether a server must prove who it is; <c>false</c> gives every token to whoever answers.</summary>
    public bool VerifiesServers { get; init; } = true;

    /// <summary>A PEM file with the certificate that proves the client, where the cloud asks for one.</summary>
    public string? ClientCertificateFile { get; init; }

    /// <summary>A PEM file with its key; <c>null</c> where the certificate's file has it.</summary>
    public string? ClientKeyFile { get; init; }

    /// <summary>Addresses that stand in for the catalog's, by type of service: <c>compute</c>, <c>placement</c>, <c>image</c>, <c>network</c>.</summary>
    public ImmutableSortedDictionary<string, Uri> EndpointOverrides { get; init; } = ImmutableSortedDictionary<string, Uri>.Empty;

    /// <summary>Finds the settings as every OpenStack client does.</summary>
    /// <param name="cloud">
    /// A name in <c>clouds.yaml</c>, or <c>envvars</c> for the <c>OS_*</c> variables. When <c>null</c>: the name in <c>OS_CLOUD</c>,
    /// else the variables where <c>OS_AUTH_URL</c> is set, else the only cloud of the file.
    /// </param>
    /// <returns>The settings, or what is missing or wrong, with file and line.</returns>
    /// <remarks>
    /// <c>clouds.yaml</c> and <c>secure.yaml</c> are each taken from the first place that has one: the file that
    /// <c>OS_CLIENT_CONFIG_FILE</c> (<c>OS_CLIENT_SECURE_FILE</c>) names, the working folder, <c>~/.config/openstack</c>,
    /// <c>/etc/openstack</c>. A <c>profile</c> is looked up in <c>clouds-public.yaml</c> there.
    /// </remarks>
    public static Checked<CloudSettings> Find(string? cloud = null) => SettingsSearch.Find(cloud, Surroundings.OfProcess());
}
