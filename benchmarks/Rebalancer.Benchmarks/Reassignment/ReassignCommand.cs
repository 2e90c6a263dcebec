using System.Diagnostics;
using System.Globalization;
using Rebalancer.Planning.Search;
using Rebalancer.Planning.Search.Flat;
using Rebalancer.Planning.Search.Local;

namespace Rebalancer.Benchmarks.Reassignment;

internal static class ReassignCommand
{
    public static int Run(string[] args)
    {
        string Arg(string n, string d) { int i = Array.IndexOf(args, n); return i < 0 ? d : args[i + 1]; }
        double D(string n, double d) => double.Parse(Arg(n, d.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
        ReassignmentModel model = ReassignmentFiles.ReadModel(Arg("--model", ""));
        int[] origin = ReassignmentFiles.ReadAssignment(Arg("--initial", ""), model);
        ReassignmentCompiler compiled = new(model, origin);
        var state = FlatState.Create(compiled.Problem, compiled.Term());
        var (c0, v0) = ReassignmentCheck.Evaluate(model, origin, origin);
        Console.WriteLine($"initial {state.Cost} {c0} {v0.Count} bound {model.PooledBound()} ");
        bool soft = D("--soft", 0) > 0; double w0 = D("--w0", 0.05), k = D("--k", 3), kmin=D("--kmin", 1e7);
        var prices = AwayPrices.Of(compiled.Problem); double am = D("--am", 1); for (int i = 0; i < prices.Length; i++) prices[i] *= am;
        var annealing = Annealing.Create(state, prices, new FastRandom((int)D("--seed", 1), 0));
        double seconds = D("--seconds", 10), hot = D("--hot", 1e5), cold = D("--cold", 10);
        Stopwatch watch = Stopwatch.StartNew();
        double next = 0, cpu0 = Environment.CpuUsage.TotalTime.TotalSeconds;
        while (true)
        {
            double f = (Environment.CpuUsage.TotalTime.TotalSeconds - cpu0) / seconds;
            if (f >= 1) break;
            double t = hot * Math.Pow(cold / hot, f);
            for (int kk = 0; kk < 8; kk++) { if (soft) annealing.RunSoft(t, w0 * compiled.Problem.HostCount * (1L << 40) * Math.Max(0, 1 - f / 0.9), kmin); else annealing.RunHard(t); }
            if (f >= next) { next += 0.1; Console.WriteLine($"{f:f2} T {t:f0} cost {state.Cost} best {annealing.BestCost} tried {annealing.Tried / 1e6:f1}M eval {annealing.Evaluated / 1e6:f1}M ovf {state.Overflow / (double)(1L << 40):f4} mean rise {annealing.MeanRise(2000):f0}");  }
        }
        annealing.Keep(); int[] final = annealing.Best.ToArray();
        var (c, v) = ReassignmentCheck.Evaluate(model, origin, final);
        Console.WriteLine($"final {annealing.BestCost} last {state.Cost} ovf {state.Overflow} check {c} violations {v.Count} {string.Join(";", v.Take(3))} flat {FlatCheck.Violations(compiled.Problem, final).Count()}");
        string output = Arg("--output", "");
        if (output.Length > 0) ReassignmentFiles.WriteAssignment(output, final);
        return 0;
    }
}
