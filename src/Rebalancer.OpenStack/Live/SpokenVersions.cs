using Rebalancer.OpenStack.Connections;

namespace Rebalancer.OpenStack.Live;

/// <summary>The microversion of each read: the lowest that has what is wanted, as far as the cloud speaks it.</summary>
/// <remarks>
/// From 2.53 hypervisors and services have UUIDs, and up to 2.87 hypervisors tell their CPU. Migrations have UUIDs and pages from
/// 2.59, groups one policy with rules from 2.64, aggregates UUIDs from 2.41, servers a topology from 2.78. The list of servers is
/// asked for at the newest of the versions that add a fact: 2.96 the pinned zone, 2.98 image properties, 2.100 scheduler hints;
/// 2.73 is the least of Zed's features used here (the lock; servers of a cell that is down from 2.69).
/// </remarks>
internal sealed record SpokenVersions
{
    private static readonly Microversion Zed = Nova(93);

    public required Microversion Hypervisors { get; init; }

    public required Microversion Services { get; init; }

    public required Microversion Servers { get; init; }

    public required Microversion? Topologies { get; init; }

    public required Microversion Flavors { get; init; }

    public required Microversion Groups { get; init; }

    public required Microversion Aggregates { get; init; }

    public required Microversion Migrations { get; init; }

    public required Microversion Placement { get; init; }

    /// <summary>Chooses the versions; says what a cloud that is too old or too new cannot tell.</summary>
    /// <returns>The versions, or <c>null</c> where the cloud cannot be read.</returns>
    public static SpokenVersions? Choose(VersionRange nova, VersionRange placement, FindingList findings)
    {
        Place place = new("compute GET /", "$.version");
        Require(nova, Nova(59), "compute", place);
        Require(placement, new Microversion(1, 14), "placement", new Place("placement GET /", "$.versions"));
        if (findings.All.Any(finding => finding.Severity == Findings.Severity.Error))
        {
            return null;
        }

        if (nova.Most < Zed)
        {
            findings.Warning(
                "versions.old", place,
                $"Nova speaks {nova}; the rules known here are those of Zed ({Zed}) and later"
                + (nova.Most < Nova(78) ? ", and where the cells of guests are (2.78) is not told" : ""));
        }

        if (nova.Least > Nova(87))
        {
            findings.Warning("versions.new", place, $"Nova speaks {nova}; the CPUs of hosts were told up to 2.87 and are unknown unless the facts file gives them");
        }

        return new SpokenVersions
        {
            Hypervisors = Nearest(nova, Nova(53)),
            Services = Nearest(nova, Nova(53)),
            Servers = Nearest(nova, Nova(100), Nova(98), Nova(96), Nova(73)),
            Topologies = nova.Most < Nova(78) ? null : Nearest(nova, Nova(78)),
            Flavors = Nearest(nova, Nova(61)),
            Groups = Nearest(nova, Nova(64)),
            Aggregates = Nearest(nova, Nova(41)),
            Migrations = Nearest(nova, Nova(59)),
            Placement = Nearest(placement, new Microversion(1, 14)),
        };

        void Require(VersionRange spoken, Microversion least, string service, Place where)
        {
            if (spoken.Most < least)
            {
                findings.Error("versions.old", where, $"'{service}' speaks {spoken}; at least {least} is needed");
            }
        }
    }

    private static Microversion Nova(int minor) => new(2, minor);

    /// <summary>The first of the wanted versions that is spoken, else the spoken one that is nearest to the last.</summary>
    private static Microversion Nearest(VersionRange range, params ReadOnlySpan<Microversion> wanted)
    {
        foreach (Microversion version in wanted)
        {
            if (range.Has(version))
            {
                return version;
            }
        }

        return range.Most < wanted[^1] ? range.Most : range.Least;
    }
}
