using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Testing.Tests.Examples;

// README begins
/// <summary>Drains hosts: every instance goes to the first host whose rules take it.</summary>
internal static class FirstFit
{
    public static Plan Plan(Cluster cluster, Goal goal)
    {
        HostName[] leaving = [.. ((DrainGoal)goal).Hosts];
        PlanState state = PlanState.Of(cluster);
        List<PlanStep> steps = [];
        for (int instance = 0; instance < cluster.Instances.Length; instance++)
        {
            for (int host = 0; host < cluster.Hosts.Length && leaving.Contains(cluster.Instances[instance].Host); host++)
            {
                HostName destination = cluster.Hosts[host].Name;
                if (!leaving.Contains(destination) && MigrationRules.Check(state, instance, host, MoveKind.Live, Profile.RedHat).IsAllowed)
                {
                    steps.Add(new MoveStep(cluster.Instances[instance].Id, cluster.Instances[instance].Host, destination, MoveKind.Live) { Id = steps.Count + 1 });
                    break;
                }
            }
        }

        return new Plan { Goal = goal, Profile = Profile.RedHat, Outcome = PlanOutcome.Feasible, Steps = [.. steps] };
    }
}
// README ends
