using System.Text.Json;
using Rebalancer.Numa;
using Rebalancer.Rules.Derivations;

namespace Rebalancer.Cli.Output;

/// <summary>How a verdict comes about, as members of its JSON object.</summary>
internal static class DerivationJson
{
    public static void Write(Utf8JsonWriter writer, MoveDerivation derivation)
    {
        writer.WriteObjects("steps", derivation.Steps, step =>
        {
            writer.WriteString("source", step.Source.ToString().ToLowerInvariant());
            writer.WriteString("rule", step.Rule);
            writer.WriteString("outcome", step.Outcome switch
            {
                StepOutcome.Passes => "passes",
                StepOutcome.Assumes => "assumes",
                StepOutcome.Refuses => "refuses",
                _ => "not-asked",
            });
            if (step.WhyNot is { } why)
            {
                writer.WriteString("because", why);
            }

            VerdictsJson.WriteFacts(writer, step.Facts);
            writer.WriteStrings("refusals", step.Refusals.Select(refusal => refusal.Code));
            VerdictsJson.WriteAssumptions(writer, step.Assumptions);
        });
        if (derivation.Cells is { } search)
        {
            writer.WriteStartObject("cellSearch");
            WriteSearch(writer, search);
            writer.WriteEndObject();
        }
    }

    private static void WriteSearch(Utf8JsonWriter writer, NumaSearch search)
    {
        writer.WriteObjects("order", search.Order, rank =>
        {
            writer.WriteNumber("cell", rank.HostCell);
            writer.WriteNumber("freeMemoryMiB", rank.FreeMemoryMiB);
            writer.WriteNumber("freeDedicatedCpus", rank.FreeDedicatedCpus);
            writer.WriteNumber("sharedVcpus", rank.SharedVcpus);
            writer.WriteNumber("freeDevices", rank.FreeDevices);
        });
        writer.WriteObjects("trials", search.Trials, trial =>
        {
            writer.WriteNumber("guestCell", trial.GuestCell);
            writer.WriteNumber("cell", trial.HostCell);
            writer.WriteBoolean("fits", trial.Shortage is null);
            if (trial.Shortage is { } shortage)
            {
                writer.WriteString("code", shortage.Code);
                writer.WriteString("message", shortage.Message);
            }
        });
        if (search.Result.Placement is { } placement)
        {
            writer.WriteObjects("chosen", placement.Cells, cell =>
            {
                writer.WriteNumber("cell", cell.HostCell);
                writer.WriteString("pinnedTo", CpuSet.Of(cell.Pinning.Values).ToString());
                writer.WriteString("emulatorOn", cell.ReservedCpus.ToString());
                if (cell.PageSizeKiB is { } size)
                {
                    writer.WriteNumber("pageSizeKiB", size);
                }
            });
        }
    }
}
