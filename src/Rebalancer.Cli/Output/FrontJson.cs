using Rebalancer.Plans;

namespace Rebalancer.Cli.Output;

/// <summary>Plans to choose from, as JSON: of each the values of its levels.</summary>
internal static class FrontJson
{
    public static void Write(TextWriter output, IEnumerable<Plan> plans) => Json.Write(output, "front", writer =>
        writer.WriteObjects("plans", plans, plan =>
        {
            writer.WriteString("outcome", Spelling.Of(plan.Outcome));
            PlanSummaryJson.WriteLevels(writer, plan);
        }));
}
