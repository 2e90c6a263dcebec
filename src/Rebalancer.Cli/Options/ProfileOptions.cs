using System.CommandLine;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Options;

/// <summary>The policies: a profile as a whole, then each policy by itself.</summary>
internal sealed class ProfileOptions
{
    private readonly Option<string> profile = new("--profile")
    {
        Description = "The policies beyond Nova's own rules: red-hat sets the stricter words of Red Hat's operators' guide, plain-nova none.",
        DefaultValueFactory = _ => Profile.RedHat.Name,
    };

    private readonly Option<bool> strict = new("--strict")
    {
        Description = "Assume nothing: what nobody said is refused.",
    };

    private readonly Option<string> sameCpuModel = Switch("--same-cpu-model", "Live and block-live only between hosts of one CPU model.");
    private readonly Option<string> equalSharedSet = Switch("--equal-shared-set", "Live and block-live of floating instances only between hosts with one cpu_shared_set.");
    private readonly Option<string> sameArchitecture = Switch("--same-architecture", "Every kind only between hosts of one CPU architecture.");

    private readonly Option<string> maxRamOvercommit = new("--max-ram-overcommit")
    {
        Description = "The most memory of a destination as a multiple of what it has, such as 1.0; none leaves it to Placement.",
        HelpName = "ratio|none",
    };

    private readonly Option<string> refuseDataLoss = Switch("--refuse-data-loss", "No evacuation that rebuilds a disk from its image.");
    private readonly Option<string> refuseReadOnlyConfigDrive = Switch("--refuse-read-only-config-drive", "No block-live with an ISO 9660 config drive on local disks.");
    private readonly Option<string> refuseSriovDowntime = Switch("--refuse-sriov-downtime", "No live move that detaches an SR-IOV port.");
    private readonly Option<string> knownTopology = Switch("--known-topology", "Instances with a guest topology only to hosts whose NUMA cells are known.");

    public ProfileOptions(Command command)
    {
        profile.AcceptOnlyFromAmong(Profile.RedHat.Name, Profile.PlainNova.Name);
        Option[] all =
        [
            profile, strict, sameCpuModel, equalSharedSet, sameArchitecture, maxRamOvercommit, refuseDataLoss, refuseReadOnlyConfigDrive,
            refuseSriovDowntime, knownTopology,
        ];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The policies that the arguments ask for.</summary>
    public Profile Read(ParseResult parsed)
    {
        Profile start = parsed.GetValue(profile) == Profile.PlainNova.Name ? Profile.PlainNova : Profile.RedHat;
        Profile chosen = start with
        {
            RequiresSameCpuModel = Flag(parsed, sameCpuModel, start.RequiresSameCpuModel),
            RequiresEqualSharedSet = Flag(parsed, equalSharedSet, start.RequiresEqualSharedSet),
            RequiresSameArchitecture = Flag(parsed, sameArchitecture, start.RequiresSameArchitecture),
            MaxRamOvercommit = Overcommit(parsed, start),
            RefusesDataLoss = Flag(parsed, refuseDataLoss, start.RefusesDataLoss),
            RefusesReadOnlyConfigDrive = Flag(parsed, refuseReadOnlyConfigDrive, start.RefusesReadOnlyConfigDrive),
            RefusesSriovDowntime = Flag(parsed, refuseSriovDowntime, start.RefusesSriovDowntime),
            RequiresKnownTopology = Flag(parsed, knownTopology, start.RequiresKnownTopology),
            RefusesAssumptions = parsed.GetValue(strict) || start.RefusesAssumptions,
        };
        return chosen == start ? start : chosen with { Name = $"{start.Name}, changed" };
    }

    private static Option<string> Switch(string name, string description)
    {
        Option<string> option = new(name)
        {
            Description = description + " Overrides the profile.",
            HelpName = "true|false",
        };
        option.AcceptOnlyFromAmong("true", "false");
        return option;
    }

    private static bool Flag(ParseResult parsed, Option<string> option, bool start) => parsed.GetValue(option) is { } text ? text == "true" : start;

    private double? Overcommit(ParseResult parsed, Profile start) => parsed.GetValue(maxRamOvercommit) switch
    {
        null => start.MaxRamOvercommit,
        "none" => null,
        var text when Values.TryNumber(text, out double ratio) && ratio > 0 => ratio,
        var text => throw new CommandException($"--max-ram-overcommit takes a number above 0 or none, not '{text}'."),
    };
}
