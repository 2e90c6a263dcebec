using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Connections;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.Live;
using Rebalancer.OpenStack.Mapping;

namespace Rebalancer.OpenStack;

/// <summary>A cloud as its APIs tell it now.</summary>
public static class LiveCloud
{
    /// <summary>Reads Nova, Placement, Glance and Neutron and maps what they answer to a cluster.</summary>
    /// <param name="connection">The cloud; who signs in needs the administrator's read access to Nova and Placement.</param>
    /// <param name="facts">What the APIs do not tell, or <c>null</c>.</param>
    /// <param name="progress">Is told of each answer, from any thread.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>
    /// The cluster, or every error that prevents it, a cloud that cannot be spoken to among them (<c>cloud.*</c>). What is missing or
    /// contradictory without preventing a cluster, and what changed while it was read, is a warning and travels with it.
    /// </returns>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static async Task<Checked<Cluster>> ReadAsync(
        CloudConnection connection, FactsFile? facts = null, IProgress<ReadingProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        FindingList findings = new();
        AnswerCollector collector = new(findings);
        try
        {
            if (!await ReadAsync(connection, collector, findings, progress, cancellation))
            {
                return new Checked<Cluster>(null, [.. findings.All]);
            }
        }
        catch (CloudException error)
        {
            findings.Error(CodeOf(error.Fault), new Place(connection.Settings.Name, "$"), error.Message);
            return new Checked<Cluster>(null, [.. findings.All]);
        }

        return ClusterMapping.Build(collector.ToAnswers(), facts, findings);
    }

    private static async Task<bool> ReadAsync(
        CloudConnection connection, AnswerCollector collector, FindingList findings, IProgress<ReadingProgress>? progress, CancellationToken cancellation)
    {
        SpokenVersions? spoken = SpokenVersions.Choose(
            await connection.VersionsOfAsync("compute", cancellation), await connection.VersionsOfAsync("placement", cancellation), findings);
        if (spoken is null)
        {
            return false;
        }

        LiveAnswers answers = new();
        CloudReader reader = new(
            new AnswerSource(connection, answers, progress), answers, spoken,
            await connection.HasAsync("image", cancellation), await connection.HasAsync("network", cancellation));
        await reader.ReadAllAsync(cancellation);
        await new Consistency(reader, answers, findings).EnsureAsync(cancellation);
        answers.Feed(collector, findings);
        return true;
    }

    private static string CodeOf(CloudFault fault) => fault switch
    {
        CloudFault.TimedOut => "cloud.timed-out",
        CloudFault.Untrusted => "cloud.untrusted",
        CloudFault.SignInRefused => "cloud.sign-in-refused",
        CloudFault.NoService => "cloud.no-service",
        CloudFault.Refused => "cloud.refused",
        CloudFault.Malformed => "cloud.malformed",
        CloudFault.TooLarge => "cloud.too-large",
        _ => "cloud.unreachable",
    };
}
