using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.OpenStack.Answers;
using Rebalancer.OpenStack.Facts;
using Rebalancer.OpenStack.Mapping;
using Rebalancer.OpenStack.Recorded;

namespace Rebalancer.OpenStack;

/// <summary>A cloud as its recorded API answers tell it.</summary>
public static class RecordedCloud
{
    /// <summary>Reads a directory of answers of Nova, Placement, Glance and Neutron and maps them to a cluster.</summary>
    /// <param name="directory">A directory with <c>index.json</c>, which lists the recorded requests and the file of each.</param>
    /// <param name="facts">What the APIs do not tell, or <c>null</c>.</param>
    /// <returns>
    /// The cluster, or every error that prevents it, each with file, JSON path and, where the text cannot be parsed, line. What is
    /// missing or contradictory without preventing a cluster is a warning and travels with it.
    /// </returns>
    /// <remarks>Hosts are ordered by name, instances by id, whatever the order of the answers.</remarks>
    public static Checked<Cluster> Read(string directory, FactsFile? facts = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        FindingList findings = new();
        AnswerCollector collector = new(findings);
        RecordedAnswers.Read(directory, collector, findings);
        return ClusterMapping.Build(collector.ToAnswers(), facts, findings);
    }
}
