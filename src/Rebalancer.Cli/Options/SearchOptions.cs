using System.CommandLine;
using Rebalancer.Planning;
using Rebalancer.Rules;

namespace Rebalancer.Cli.Options;

/// <summary>How long and how a plan is looked for.</summary>
internal sealed class SearchOptions
{
    // A timer cannot wait longer; about 24 days.
    private const double MostSeconds = 2_000_000;

    private readonly Option<double?> timeLimit = new("--time-limit")
    {
        Description = "The longest search in seconds; 30 by default, none where only --work-limit is given.",
        HelpName = "seconds",
        CustomParser = Values.Number(seconds => seconds is > 0 and <= MostSeconds, "above 0 and at most 2000000"),
    };

    private readonly Option<double?> workLimit = new("--work-limit")
    {
        Description = "The most work, in the solver's deterministic seconds. With one worker and only this limit a plan repeats byte for byte.",
        HelpName = "units",
        CustomParser = Values.Number(units => units > 0, "above 0"),
    };

    private readonly Option<int?> seed = new("--seed")
    {
        Description = "The seed of every random choice; 0 by default.",
        HelpName = "number",
        CustomParser = Values.Whole(0),
    };

    private readonly Option<int?> workers = new("--workers")
    {
        Description = "How many threads search; 1 by default.",
        HelpName = "number",
        CustomParser = Values.Whole(1, 256),
    };

    public SearchOptions(Command command)
    {
        Option[] all = [timeLimit, workLimit, seed, workers];
        foreach (Option option in all)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options that the arguments ask for.</summary>
    public PlanningOptions Read(ParseResult parsed, Profile profile)
    {
        PlanningOptions defaults = new();
        double? work = parsed.GetValue(workLimit);
        return defaults with
        {
            Profile = profile,
            TimeLimit = parsed.GetValue(timeLimit) is { } seconds ? TimeSpan.FromSeconds(seconds) : work is null ? defaults.TimeLimit : null,
            WorkLimit = work,
            Seed = parsed.GetValue(seed) ?? defaults.Seed,
            Workers = parsed.GetValue(workers) ?? defaults.Workers,
        };
    }
}
