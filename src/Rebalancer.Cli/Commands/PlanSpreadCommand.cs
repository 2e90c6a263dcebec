using System.CommandLine;
using Rebalancer.Cli.Options;
using Rebalancer.Goals;
using Rebalancer.Model;

namespace Rebalancer.Cli.Commands;

/// <summary><c>rebalancer plan spread</c>.</summary>
internal static class PlanSpreadCommand
{
    public static Command Create(CommandContext context, HelpWithExamples help)
    {
        Command command = new("spread", "Even out the load of hosts, racks or zones.");
        Argument<string[]> hosts = HostArguments.Free("The hosts that count; all that are enabled and up where none is named.");
        Option<string[]> measure = new("--measure")
        {
            Description = "What is evened out: vcpu, memory, disk, cpu-load (as the facts tell it; with samples, at each moment) or a resource class, perhaps with a weight; may be repeated. Allocated CPUs and memory by default.",
            HelpName = "measure[=weight]",
        };
        Option<bool> max = new("--max") { Description = "Lower the largest utilisation, instead of the squares of what each differs from the mean." };
        Option<string> across = new("--across")
        {
            Description = "What is evened out: single hosts, or all hosts of a rack (the label 'rack') or zone together; host by default.",
            HelpName = "host|rack|zone",
        };
        across.AcceptOnlyFromAmong("host", "rack", "zone");
        command.Arguments.Add(hosts);
        command.Options.Add(measure);
        command.Options.Add(max);
        command.Options.Add(across);
        GoalCommand.Complete(command, context, (parsed, cluster) => new SpreadGoal
        {
            Hosts = HostArguments.Read(parsed, hosts, cluster),
            Measures = [.. (parsed.GetValue(measure) ?? []).Select(text => Measure(cluster, text))],
            Means = parsed.GetValue(max) ? SpreadMeans.Maximum : SpreadMeans.Squares,
            Across = parsed.GetValue(across) switch
            {
                "rack" => FailureDomain.Rack,
                "zone" => FailureDomain.Zone,
                _ => FailureDomain.Host,
            },
        }, hasFront: true);
        help.Add(
            command,
            "rebalancer plan spread --cluster cluster.json",
            "rebalancer plan spread --cluster cluster.json --measure cpu-load --measure memory=0.5 --max-moves 10",
            "rebalancer plan spread --cluster cluster.json --measure VGPU --across rack --max");
        return command;
    }

    private static SpreadMeasure Measure(Cluster cluster, string text)
    {
        int end = text.LastIndexOf('=');
        string name = end < 0 ? text : text[..end];
        double weight = 1;
        if (end >= 0 && !(Values.TryNumber(text[(end + 1)..], out weight) && weight is > 0 and <= Values.MaxWeight))
        {
            throw new CommandException($"--measure takes a weight above 0 and at most {Values.MaxWeight}, as memory=0.5, not '{text}'.");
        }

        ResourceClass? measured = name switch
        {
            "cpu-load" => null,
            "vcpu" => ResourceClass.Vcpu,
            "memory" => ResourceClass.MemoryMb,
            "disk" => ResourceClass.DiskGb,
            _ => new ResourceClass(name),
        };
        return measured is not { } known || cluster.IndexOf(known) >= 0
            ? new SpreadMeasure(measured, weight)
            : throw new CommandException($"--measure takes vcpu, memory, disk, cpu-load or a resource class, not '{name}'. The cluster has {string.Join(", ", cluster.ResourceClasses)}.");
    }
}
