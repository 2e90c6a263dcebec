using System.Collections.Immutable;
using System.Text.Json;
using Rebalancer.Findings;

namespace Rebalancer.Cli.Output;

/// <summary>What is wrong with an input, as JSON.</summary>
internal static class FindingsJson
{
    /// <summary>Findings as a document.</summary>
    public static void Write(TextWriter output, ImmutableArray<Finding> findings) =>
        Json.Write(output, "findings", writer => Write(writer, "findings", findings));

    /// <summary>One error that is no finding in a file, such as a host that does not exist.</summary>
    public static void WriteError(TextWriter output, string message) => Json.Write(output, "error", writer => writer.WriteString("message", message));

    /// <summary>Findings as an array of a document.</summary>
    public static void Write(Utf8JsonWriter writer, string name, ImmutableArray<Finding> findings) => writer.WriteObjects(name, findings, finding =>
    {
        writer.WriteString("severity", finding.Severity == Severity.Error ? "error" : "warning");
        writer.WriteString("code", finding.Code);
        writer.WriteString("path", finding.Path);
        writer.WriteString("message", finding.Message);
        if (finding.File is not null)
        {
            writer.WriteString("file", finding.File);
        }

        if (finding.Line is { } line)
        {
            writer.WriteNumber("line", line);
        }
    });
}
