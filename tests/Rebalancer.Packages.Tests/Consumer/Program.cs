using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Previews.Html;
using Rebalancer.Snapshots;
using Rebalancer.Testing;
using Rebalancer.Testing.Laws;

// What a program with references to the packages does: read, plan, prove, show, hold against a law.
Cluster cluster = ClusterJson.ReadFile(args[0]).OrThrow();
Plan plan = Planner.Plan(cluster, new DrainGoal([new HostName("compute3")]));
PlanProof proof = PlanVerifier.Verify(cluster, plan);
PlanText.Write(Console.Out, cluster, plan, proof);
using (StreamWriter page = new(args[1]))
{
    PlanHtml.Write(page, cluster, plan, proof);
}

PlanLaws.All(cluster, plan);
Console.WriteLine($"{Clouds.Generate(CloudShape.Tiny, 1).Hosts.Length} hosts in a random cloud");
return proof.IsProven ? 0 : 1;
