using BenchmarkDotNet.Running;
using Rebalancer.Benchmarks;
using Rebalancer.Benchmarks.ConsolidateSpread;
using Rebalancer.Benchmarks.Drain;
using Rebalancer.Benchmarks.Reassignment;

return args switch
{
    ["scale", .. string[] rest] => ScaleCommand.Run(rest),
    ["conformance", .. string[] rest] => ConformanceCommand.Run(rest),
    ["reassign", .. string[] rest] => ReassignCommand.Run(rest),
    ["drain", .. string[] rest] => DrainCommand.Run(rest),
    ["consolidate", .. string[] rest] => CloudCommand.Consolidate(rest),
    ["spread", .. string[] rest] => CloudCommand.Spread(rest),
    ["bench", .. string[] rest] => RunBenchmarks(rest),
    _ => Usage(),
};

static int RunBenchmarks(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(ScaleCommand).Assembly).Run(rest);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        Usage:
          scale --hosts N --instances N [--drain N] [--seed N]   plan a drain on a generated cloud; one line of JSON last
          conformance FILE [--failures N]                        runs cases recorded from Nova; passed/total per section
          reassign --model F --initial F --output F [--seconds N] [--threads N] [--seed N]
                                                 solves a machine reassignment instance; one line of JSON last
          drain --instance F --scenario drain|cap:P|consolidate:K|consolidate --output F [--serialize] [--seconds N] [--seed N]
                                                 plans and schedules an instance of the drain family; one line of JSON last
          consolidate --instance F --output F [--seconds N] [--threads N] [--seed N] [--excess PERCENT|any]
                                                 frees hosts for few moves; one line of JSON last
          spread --instance F --output F [--seconds N] [--threads N] [--seed N] [--moves N|any] [--memory-deviation D|any]
                                                 evens out load with few moves; one line of JSON last
          bench [BenchmarkDotNet options]                        micro-benchmarks, e.g. bench --filter '*'
        """);
    return 2;
}
