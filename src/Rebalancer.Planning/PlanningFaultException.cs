using Rebalancer.Plans;

namespace Rebalancer.Planning;

/// <summary>The planner made a plan that its verifier rejects: a bug in this library, never handed out as a plan.</summary>
public sealed class PlanningFaultException : Exception
{
    internal PlanningFaultException(Plan plan, PlanProof proof)
        : base("The planner made a plan that fails its proof; please report it with the cluster and the goal. " + proof.Violations[0].Message)
    {
        Plan = plan;
        Proof = proof;
    }

    /// <summary>The plan that failed.</summary>
    public Plan Plan { get; }

    /// <summary>What the verifier found.</summary>
    public PlanProof Proof { get; }
}
