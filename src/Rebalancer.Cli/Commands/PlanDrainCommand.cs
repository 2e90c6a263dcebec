using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Goals;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan drain</c>.</summary>
internal static class PlanDrainCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("drain", "Empty hosts, and keep everybody else where they are as far as possible.");
        Argument<string[]> hosts = HostArguments.Needed("The hosts to empty, by name or hypervisor UUID.");
        Option<bool> urgent = new("--urgent") { Description = "The hosts are failing: what matters most leaves first." };
        Option<string[]> first = new("--first")
        {
            Description = "An instance, by id or unique name, that leaves before all others; may be repeated, the most important first. Goes with --urgent.",
            HelpName = "instance",
        };
        Option<bool> noDisable = ServiceOptions.NoDisable();
        Option<bool> enableAfter = new("--enable-after") { Description = "End by enabling the services that the plan disabled." };
        Option<string?> reason = ServiceOptions.Reason();
        command.Arguments.Add(hosts);
        foreach (Option option in new Option[] { urgent, first, noDisable, enableAfter, reason })
        {
            command.Options.Add(option);
        }

        GoalCommand.Complete(command, context, (parsed, cluster) =>
        {
            if (parsed.GetValue(noDisable) && parsed.GetValue(enableAfter))
            {
                throw new CommandException("--enable-after enables what the plan disabled, so it does not go with --no-disable.");
            }

            string[] leaving = parsed.GetValue(first) ?? [];
            if (leaving.Length > 0 && !parsed.GetValue(urgent))
            {
                throw new CommandException("--first goes with --urgent.");
            }

            DrainGoal goal = new(HostArguments.Read(parsed, hosts, cluster));
            return goal with
            {
                IsUrgent = parsed.GetValue(urgent),
                FirstToLeave = Names.Instances(cluster, leaving),
                DisablesFirst = !parsed.GetValue(noDisable),
                EnablesAfter = parsed.GetValue(enableAfter),
                DisabledReason = parsed.GetValue(reason) ?? goal.DisabledReason,
            };
        });
        help.Add(
            command,
            "rebalancer plan drain compute3 --recorded fixtures/recorded --facts fixtures/recorded/facts.yaml",
            "rebalancer plan drain compute3 --cloud prod --facts facts.yaml",
            "rebalancer plan drain compute3 compute4 --cluster cluster.json --out plan.json --headroom 0.1 --max-in-all 4",
            "rebalancer plan drain compute3 --cluster cluster.json --urgent --first db-1 --first db-2 --window 20m",
            "rebalancer plan drain compute3 --cluster cluster.json --kinds live,block-live --time-limit 10 --json > plan.json",
            "rebalancer plan drain compute3 --cluster cluster.json --profile plain-nova --same-architecture true");
        return command;
    }
}
