using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Testing.Simulation;

namespace Rebalancer.Testing.Laws;

/// <summary>A plan that an executor has run against a simulated cloud, which has come to rest since.</summary>
/// <param name="Cluster">Where everything was at first.</param>
/// <param name="Plan">The plan, safe in every order.</param>
/// <param name="Cloud">The cloud now, with every command that arrived.</param>
public sealed record ExecutedRun(Cluster Cluster, Plan Plan, SimulatedCloud Cloud);
