using System.Collections.Immutable;
using Rebalancer.Plans;

namespace Rebalancer.Planning.Sequencing;

/// <summary>The steps of an ordered placement, with what is known of them.</summary>
/// <param name="Steps">The steps.</param>
/// <param name="Schedule">When they run if everything takes as long as estimated.</param>
/// <param name="Proof">That they are safe in every order they allow, or why not.</param>
internal sealed record SafeSteps(ImmutableArray<PlanStep> Steps, PlanSchedule Schedule, PlanProof Proof);
