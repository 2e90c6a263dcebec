using System.Text.Json;
using Rebalancer.Plans;

namespace Rebalancer.Cli.Output;

/// <summary>A proof as JSON.</summary>
internal static class ProofJson
{
    public static void Write(TextWriter output, PlanProof proof) => Json.Write(output, "proof", writer => WriteMembers(writer, proof));

    /// <summary>The members of the object that stands for a proof.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, PlanProof proof)
    {
        writer.WriteBoolean("proven", proof.IsProven);
        writer.WriteObjects("violations", proof.Violations, violation =>
        {
            writer.WriteString("code", violation.Code);
            writer.WriteString("message", violation.Message);
            if (violation.Step is { } step)
            {
                writer.WriteNumber("step", step);
            }

            writer.WriteObjects("events", violation.Events, found =>
            {
                writer.WriteNumber("step", found.Step);
                writer.WriteString("kind", Spelling.Of(found.Kind));
            });
        });
        writer.WriteStrings("warnings", proof.Warnings);
    }
}
