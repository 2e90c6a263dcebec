using System.Collections.Immutable;
using Rebalancer.Plans;
using Rebalancer.Previews.Text;

namespace Rebalancer.Previews;

/// <summary>Where the instances of a host or rack would go if it failed once the plan is done; those for which nothing was found come first.</summary>
internal static class WitnessList
{
    private const int Most = 40;

    public static void Write(IOutline page, Plan plan, InstanceNames names)
    {
        if (plan.Witnesses.IsEmpty)
        {
            return;
        }

        int shown = plan.Witnesses.Count(witness => witness.IsShown);
        page.Heading($"Should a {Failing(plan)} fail once the plan is done ({shown} of {plan.Witnesses.Length} shown)");
        foreach (FailureWitness witness in plan.Witnesses.OrderBy(witness => witness.IsShown).Take(Most))
        {
            page.Paragraph($"If {Describe(witness)} fails: {Describe(witness, names)}", 2, 2);
        }

        if (plan.Witnesses.Length > Most)
        {
            page.Paragraph($"and {plan.Witnesses.Length - Most} more, all of them in the plan's file", 2, 2);
        }
    }

    private static string Failing(Plan plan) =>
        plan.Witnesses.All(witness => witness.Rack is null) ? "host" : plan.Witnesses.All(witness => witness.Rack is not null) ? "rack" : "host or rack";

    private static string Describe(FailureWitness witness) =>
        witness.Rack is { } rack ? $"rack {rack} ({Words.List(witness.Hosts)})" : witness.Hosts[0].ToString();

    private static string Describe(FailureWitness witness, InstanceNames names)
    {
        if (!witness.IsShown)
        {
            return "not shown; no way to place all its instances was found, which does not mean that there is none";
        }

        ImmutableArray<string> refuges =
        [
            .. witness.Refuges.GroupBy(refuge => refuge.Destination)
                .Select(arrivals => $"{Words.List([.. arrivals.Select(refuge => names.Of(refuge.Instance))])} to {arrivals.Key}"),
        ];
        return refuges.IsEmpty ? "nobody is there" : string.Join("; ", refuges);
    }
}
