using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Goals;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan locate</c>: one wish; several make a goal file.</summary>
internal static class PlanLocateCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("locate", "Bring instances near what they should be near; several wishes go into a file for 'rebalancer plan --goal'.");
        Option<string[]> instance = Several("--instance", "instance", "Who, by id or unique name.");
        Option<string[]> host = Several("--near-host", "host", "Near any of these hosts: on it, else in its rack, else in its zone.");
        Option<string[]> rack = Several("--near-rack", "rack", "Within any of these racks, as the label 'rack' of hosts names them.");
        Option<string[]> zone = Several("--near-zone", "zone", "Within any of these availability zones.");
        Option<string[]> other = Several("--near-instance", "instance", "Near each of these instances, wherever they are then.");
        Option<int?> weight = new("--weight") { Description = "What a unit of distance weighs; 1 by default.", HelpName = "number", CustomParser = Values.Whole(1, Values.MaxWeight) };
        instance.Required = true;
        foreach (Option option in new Option[] { instance, host, rack, zone, other, weight })
        {
            command.Options.Add(option);
        }

        GoalCommand.Complete(command, context, (parsed, cluster) =>
        {
            NearWish wish = new()
            {
                Instances = Names.Instances(cluster, parsed.GetRequiredValue(instance)),
                Hosts = Names.Hosts(cluster, parsed.GetValue(host) ?? []),
                Racks = Names.Racks(cluster, parsed.GetValue(rack) ?? []),
                Zones = Names.Zones(cluster, parsed.GetValue(zone) ?? []),
                Others = Names.Instances(cluster, parsed.GetValue(other) ?? []),
                Weight = parsed.GetValue(weight) ?? 1,
            };
            return wish is { Hosts.IsEmpty: true, Racks.IsEmpty: true, Zones.IsEmpty: true, Others.IsEmpty: true }
                ? throw new CommandException("Say what they should be near: --near-host, --near-rack, --near-zone or --near-instance.")
                : new LocalityGoal([wish]);
        }, hasFront: true);
        help.Add(
            command,
            "rebalancer plan locate --instance web-1 web-2 --near-instance db-1 --cluster cluster.json",
            "rebalancer plan locate --instance db-1 --near-host compute1 --near-host compute2 --cluster cluster.json",
            "rebalancer plan locate --instance web-1 --near-zone az-1 --cluster cluster.json --kinds live");
        return command;
    }

    private static Option<string[]> Several(string name, string what, string description) => new(name)
    {
        Description = description,
        HelpName = what,
        AllowMultipleArgumentsPerToken = true,
    };
}
