using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Previews.Diff;
using Rebalancer.Previews.Html;
using Rebalancer.Testing;

[assembly: AssemblyFixture(typeof(Rebalancer.Browser.Tests.Shown))]

namespace Rebalancer.Browser.Tests;

/// <summary>The pages that are looked at, each planned and written once into a folder that goes when the tests are done.</summary>
public sealed class Shown : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rebalancer-pages");
    private readonly Lazy<Cluster> recorded = new(() => Read("recorded"));
    private readonly Lazy<(Cluster Cluster, Plan Plan)> drain;
    private readonly Dictionary<string, Lazy<string>> files;

    public Shown()
    {
        drain = new(() => Planned(recorded.Value, "compute3"));
        files = new()
        {
            ["drain"] = new(() => Written("drain", drain.Value)),
            ["pinned"] = new(() => Written("pinned", Planned(Read("recorded-numa"), "compute5"))),
            ["large"] = new(() => Written("large", LargeDrain())),
            ["diff"] = new(() => Written("diff", writer => PlanDiffText.WriteHtml(writer, recorded.Value, PlanDiff.Of(drain.Value.Plan, Planned(recorded.Value, "compute3", "compute4").Plan)))),
        };
    }

    /// <summary>Five live moves in the cloud recorded from a real Nova.</summary>
    public string Drain => files["drain"].Value;

    /// <summary>The cloud that <see cref="Drain"/> shows, and its plan.</summary>
    public (Cluster Cluster, Plan Plan) Drained => drain.Value;

    /// <summary>A drain of a recorded host with pinned instances and four NUMA cells; one of them stays.</summary>
    public string Pinned => files["pinned"].Value;

    /// <summary>Ten of 1,000 hosts emptied, with 10,000 instances.</summary>
    public string Large => files["large"].Value;

    /// <summary>What another drained host changes about <see cref="Drain"/>.</summary>
    public string Diff => files["diff"].Value;

    /// <summary>A page by its name.</summary>
    public string this[string name] => files[name].Value;


    public void Dispose() => folder.Delete(recursive: true);

    private static (Cluster, Plan) LargeDrain()
    {
        Cluster cluster = Clouds.Generate(CloudShape.Large(1000, 10000), 1);
        return Planned(cluster, [.. cluster.Hosts.Take(10).Select(host => host.Name.ToString())]);
    }

    private static (Cluster Cluster, Plan Plan) Planned(Cluster cluster, params string[] hosts) =>
        (cluster, Planner.Plan(cluster, new DrainGoal([.. hosts.Select(host => new HostName(host))]), new PlanningOptions { TimeLimit = null, WorkLimit = 1 }));

    private string Written(string name, (Cluster Cluster, Plan Plan) planned) =>
        Written(name, writer => PlanHtml.Write(writer, planned.Cluster, planned.Plan, PlanVerifier.Verify(planned.Cluster, planned.Plan)));

    private string Written(string name, Action<TextWriter> write)
    {
        string file = Path.Combine(folder.FullName, name + ".html");
        using StreamWriter writer = new(file);
        write(writer);
        return file;
    }

    private static Cluster Read(string fixture)
    {
        string recording = Repository.PathOf("fixtures", fixture);
        return RecordedCloud.Read(recording, FactsFile.Read(File.ReadAllBytes(Path.Combine(recording, "facts.yaml")), "facts.yaml").OrThrow()).OrThrow();
    }
}
