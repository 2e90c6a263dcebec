using BenchmarkDotNet.Running;
using Rebalancer.Benchmarks;

return args switch
{
    ["scale", .. string[] rest] => ScaleCommand.Run(rest),
    ["conformance", .. string[] rest] => ConformanceCommand.Run(rest),
    ["reassign", .. string[] rest] => Rebalancer.Benchmarks.Reassignment.ReassignCommand.Run(rest),
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
          bench [BenchmarkDotNet options]                        micro-benchmarks, e.g. bench --filter '*'
        """);
    return 2;
}
