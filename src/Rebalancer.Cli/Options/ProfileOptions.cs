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

    private readonly Option<bool?> sameCpuModel = Switch("--same-cpu-model", "Live and block-live only between hosts of one CPU model.");
    private readonly Option<bool?> equalSharedSet = Switch("--equal-shared-set", "Live and block-live of floating instances only between hosts with one cpu_shared_set.");
    private readonly Option<bool?> sameArchitecture = Switch("--same-architecture", "Every kind only between hosts of one CPU architecture.");

    private readonly Option<string> maxRamOvercommit = new("--max-ram-overcommit")
    {
        Description = "The most memory of a destination as a multiple of what it has, such as 1.0; none leaves it to Placement.",
        HelpName = "ratio|none",
    };

    private readonly Option<bool?> refuseDataLoss = Switch("--refuse-data-loss", "No evacuation that rebuilds a disk from its image.");
    private readonly Option<bool?> refuseReadOnlyConfigDrive = Switch("--refuse-read-only-config-drive", "No block-live with an ISO 9660 config drive on local disks.");
    private readonly Option<bool?> refuseSriovDowntime = Switch("--refuse-sriov-downtime", "No live move that detaches an SR-IOV port.");
    private readonly Option<bool?> knownTopology = Switch("--known-topology", "Instances with a guest topology only to hosts whose NUMA cells are known.");

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
            RequiresSameCpuModel = parsed.GetValue(sameCpuModel) ?? start.RequiresSameCpuModel,
            RequiresEqualSharedSet = parsed.GetValue(equalSharedSet) ?? start.RequiresEqualSharedSet,
            RequiresSameArchitecture = parsed.GetValue(sameArchitecture) ?? start.RequiresSameArchitecture,
            MaxRamOvercommit = Overcommit(parsed, start),
            RefusesDataLoss = parsed.GetValue(refuseDataLoss) ?? start.RefusesDataLoss,
            RefusesReadOnlyConfigDrive = parsed.GetValue(refuseReadOnlyConfigDrive) ?? start.RefusesReadOnlyConfigDrive,
            RefusesSriovDowntime = parsed.GetValue(refuseSriovDowntime) ?? start.RefusesSriovDowntime,
            RequiresKnownTopology = parsed.GetValue(knownTopology) ?? start.RequiresKnownTopology,
            RefusesAssumptions = parsed.GetValue(strict) || start.RefusesAssumptions,
        };
        return chosen == start ? start : chosen with { Name = $"{start.Name}, changed" };
    }

    private static Option<bool?> Switch(string name, string description) => new(name)
    {
        Description = description + " Overrides the profile.",
        HelpName = "true|false",
        Arity = ArgumentArity.ZeroOrOne,
        CustomParser = result => result.Tokens.Count == 0 ? true : Values.Flag(result),
    };

    private double? Overcommit(ParseResult parsed, Profile start) => parsed.GetValue(maxRamOvercommit) switch
    {
        null => start.MaxRamOvercommit,
        "none" => null,
        var text when Values.TryNumber(text, out double ratio) && ratio > 0 => ratio,
        var text => throw new CommandException($"--max-ram-overcommit takes a number above 0 or none, not '{text}'."),
    };
}
