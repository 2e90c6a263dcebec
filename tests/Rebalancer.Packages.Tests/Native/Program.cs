using System.Collections.Immutable;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Previews.Html;
using Rebalancer.Rules;
using Rebalancer.Snapshots;

// What core and previews do without a runtime: read a cluster, ask for a verdict, prove a plan, show both.
Cluster cluster = ClusterJson.ReadFile(args[0]).OrThrow();
Plan plan = PlanJson.ReadFile(args[1]).OrThrow();
PlanState state = PlanState.Of(cluster);
ImmutableArray<Verdict> verdicts = [.. Enumerable.Range(0, cluster.Hosts.Length).Select(host => MigrationRules.Check(state, 0, host, MoveKind.Live, Profile.RedHat))];
VerdictText.Write(Console.Out, cluster, verdicts);
PlanProof proof = PlanVerifier.Verify(cluster, plan);
PlanText.Write(Console.Out, cluster, plan, proof);
PlanHtml.Write(TextWriter.Null, cluster, plan, proof);
return proof.IsProven ? 0 : 1;
