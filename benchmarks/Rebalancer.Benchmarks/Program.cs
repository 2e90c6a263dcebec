using BenchmarkDotNet.Running;
using Rebalancer.Benchmarks;
using Rebalancer.Benchmarks.ConsolidateSpread;
using Rebalancer.Benchmarks.Drain;
using Rebalancer.Benchmarks.Reassignment;

(string Usage, string About, Func<string[], int> Run)[] commands =
[
    (ScaleCommand.Usage, "Plans a goal on a generated cloud; one line of JSON last.", ScaleCommand.Run),
    (ConformanceCommand.Usage, "Runs cases recorded from Nova; passed/total per section.", ConformanceCommand.Run),
    (ReassignCommand.Usage, "Solves a machine reassignment instance; one line of JSON last.", ReassignCommand.Run),
    (DrainCommand.Usage, "Plans and schedules an instance of the drain family; one line of JSON last.", DrainCommand.Run),
    (CloudCommand.ConsolidateUsage, "Frees hosts for few moves; one line of JSON last.", CloudCommand.Consolidate),
    (CloudCommand.SpreadUsage, "Evens out load with few moves; one line of JSON last.", CloudCommand.Spread),
    ("bench [BenchmarkDotNet options]", "Micro-benchmarks, e.g. bench --filter '*'.", RunBenchmarks),
];

bool asksForHelp = args is ["--help" or "-h" or "help"] or [not "bench", "--help" or "-h"];
string? name = args is [] || args[0] is "--help" or "-h" or "help" ? null : args[0];
int chosen = Array.FindIndex(commands, command => command.Usage.Split(' ')[0] == name);
if (asksForHelp || chosen < 0)
{
    bool isUnknown = name is not null && chosen < 0;
    asksForHelp &= !isUnknown;
    TextWriter writer = asksForHelp ? Console.Out : Console.Error;
    if (isUnknown)
    {
        writer.WriteLine($"'{name}' is no command.");
    }

    writer.WriteLine("Usage:");
    foreach ((string usage, string about, _) in chosen < 0 ? commands : commands[chosen..(chosen + 1)])
    {
        writer.WriteLine($"  {usage}\n      {about}");
    }

    return asksForHelp ? 0 : 2;
}

return commands[chosen].Run(args[1..]);

static int RunBenchmarks(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(ScaleCommand).Assembly).Run(rest);
    return 0;
}
