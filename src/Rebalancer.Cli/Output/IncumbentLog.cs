using System.Globalization;
using Rebalancer.Planning;

namespace Rebalancer.Cli.Output;

/// <summary>Writes every incumbent and bound of a search with its time as CSV, for plots.</summary>
internal sealed class IncumbentLog : IProgress<PlanningProgress>, IDisposable
{
    private readonly StreamWriter writer;
    private readonly IProgress<PlanningProgress>? next;

    /// <param name="file">Where to.</param>
    /// <param name="next">Whom else to tell.</param>
    public IncumbentLog(Stream file, IProgress<PlanningProgress>? next)
    {
        this.next = next;
        writer = new StreamWriter(file) { NewLine = "\n" };
        writer.WriteLine("seconds,stage,level,incumbent,bound");
    }

    public void Report(PlanningProgress value)
    {
        lock (writer)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{value.Elapsed.TotalSeconds:0.000},{value.Stage},{value.Level},{value.Incumbent},{value.Bound}"));
        }

        next?.Report(value);
    }

    public void Dispose() => writer.Dispose();
}
