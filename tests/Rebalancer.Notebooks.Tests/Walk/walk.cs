#:project ../../../src/Rebalancer.OpenStack/Rebalancer.OpenStack.csproj
#:project ../../../src/Rebalancer.Planning/Rebalancer.Planning.csproj
#:project ../../../src/Rebalancer.Previews/Rebalancer.Previews.csproj
#:property RestorePackagesWithLockFile=false
#:property RestoreLockedMode=false
#:property UseCurrentRuntimeIdentifier=true
#:property PublishAot=false

using System.Collections.Immutable;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.OpenStack;
using Rebalancer.OpenStack.Facts;
using Rebalancer.Planning;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Previews.Diff;
using Rebalancer.Rules;

// The walk of the notebook beside this file, as a program: dotnet run walk.cs
string recorded = Path.Combine("..", "..", "..", "fixtures", "recorded");
string facts = Path.Combine(recorded, "facts.yaml");
Cluster cluster = RecordedCloud.Read(recorded, FactsFile.Read(File.ReadAllBytes(facts), facts).OrThrow()).OrThrow();
Console.WriteLine(cluster.Preview());

PlanState state = PlanState.Of(cluster);
int instance = Enumerable.Range(0, cluster.Instances.Length).First(i => cluster.Instances[i].Name == "pair-1");
ImmutableArray<Verdict> verdicts = [.. from host in Enumerable.Range(0, cluster.Hosts.Length)
                                       from kind in new[] { MoveKind.Live, MoveKind.Cold }
                                       select MigrationRules.Check(state, instance, host, kind, Profile.RedHat)];
Console.WriteLine(verdicts.Preview(cluster));

PlanningOptions options = new() { TimeLimit = null, WorkLimit = 5 };
Plan drain = Planner.Plan(cluster, new DrainGoal([new HostName("compute3")]), options);
Console.WriteLine(drain.Preview(cluster));

Plan roomy = Planner.Plan(cluster, new DrainGoal([new HostName("compute3")]) { Limits = new PlanLimits { HostsLeftAlone = [new HostName("compute4")] } }, options);
PlanDiff diff = PlanDiff.Of(drain, roomy);
Console.WriteLine(diff.Preview(cluster));
