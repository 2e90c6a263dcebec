using System.Security.Cryptography;
using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Previews;
using Rebalancer.Snapshots;

namespace Rebalancer.Cli.Options;

/// <summary>A plan that the user names.</summary>
internal static class PlanInput
{
    /// <summary>Reads a plan; warnings go to the error stream.</summary>
    public static Plan ReadFile(CommandContext context, string path)
    {
        Checked<Plan> read = PlanJson.Read(InputFile.Read(path), path);
        Plan plan = read.OrThrow();
        FindingsText.Write(context.Error, read.Findings);
        return plan;
    }

    /// <summary>Whether a plan was made for this very cluster; <c>null</c> for a plan that does not say.</summary>
    public static bool? IsOf(Cluster cluster, Plan plan) =>
        plan.ClusterDigest.Length == 0 ? null : plan.ClusterDigest == Convert.ToHexStringLower(SHA256.HashData(ClusterJson.ToUtf8(cluster)));

    /// <summary>Tells the user that a plan was made for another snapshot.</summary>
    public static void WarnOfOtherCluster(CommandContext context, Cluster cluster, Plan plan)
    {
        if (IsOf(cluster, plan) == false)
        {
            context.Error.WriteLine("warning: the plan was made for another snapshot; what follows holds for the cluster given.");
        }
    }
}
