using System.Text.Json;
using Rebalancer.Model;
using Rebalancer.OpenStack.Facts;

namespace Rebalancer.Cli.Tests;

/// <summary>What one call of the command gave.</summary>
internal sealed record Answer(int Exit, string Output, string Error)
{
    /// <summary>Runs the command in this process.</summary>
    public static Answer Of(params string[] args) => Of(new CliEnvironment(), args);

    /// <summary>Runs the command in this process with other doors.</summary>
    public static Answer Of(CliEnvironment environment, params string[] args) => Of(environment, CancellationToken.None, args);

    /// <summary>Runs the command in this process, perhaps cancelled.</summary>
    public static Answer Of(CliEnvironment environment, CancellationToken cancellation, params string[] args)
    {
        using StringWriter output = new() { NewLine = "\n" };
        using StringWriter error = new() { NewLine = "\n" };
        int exit = CliApp.Run(args, output, error, environment, cancellation);
        return new Answer(exit, output.ToString(), error.ToString());
    }

    /// <summary>An environment in which every recorded folder holds this cluster.</summary>
    public static CliEnvironment With(Cluster cluster) => new() { ReadRecorded = (string _, FactsFile? _) => Cluster.Build(cluster.ToParts()) };

    /// <summary>The output as one JSON document.</summary>
    public JsonElement Json() => JsonDocument.Parse(Output).RootElement;
}
