using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Snapshots;

/// <summary>Plans that use every field and every kind of step.</summary>
internal static class RichPlan
{
    public static Plan Plan { get; } = new()
    {
        Goal = RichGoals.Drain,
        Profile = new Profile
        {
            Name = "ours",
            RequiresSameCpuModel = true,
            RequiresEqualSharedSet = true,
            RequiresSameArchitecture = true,
            MaxRamOvercommit = 1.5,
            RefusesDataLoss = true,
            RefusesReadOnlyConfigDrive = true,
            RefusesSriovDowntime = true,
            RequiresKnownTopology = true,
            RequiresFencedSource = true,
            HonorsOwners = true,
            RefusesAssumptions = true,
        },
        ClusterDigest = "00ff",
        Outcome = PlanOutcome.Partial,
        Steps =
        [
            new DisableStep(new("compute-1"), "new fans") { Id = 1, Why = "it is to be emptied" },
            new MoveStep(new("i-1"), new("compute-1"), new("compute-2"), MoveKind.Cold) { Id = 2, After = [1], Why = "it must leave" },
            new ConfirmStep(new("i-1"), 2) { Id = 3, After = [2] },
            new WaitStep(new("i-2"), "m-2") { Id = 4 },
            new EnableStep(new("compute-1")) { Id = 5, After = [3, 4] },
            new DisableStep(new("compute-2"), "") { Id = 6, After = [5] },
            new MoveStep(new("i-3"), new("compute-3"), new("compute-4"), MoveKind.BlockLive) { Id = 7 },
            new ConfirmStep(new("i-3"), 7) { Id = 8, Why = "why not" },
            new WaitStep(new("i-3"), "m-3") { Id = 9, After = [8], Why = "it is under way" },
            new MaintainStep([new("compute-1")]) { Id = 10, After = [9] },
            new MaintainStep([new("compute-2"), new("compute-3")]) { Id = 11, Why = "wait for the fans" },
            new EnableStep(new("compute-2")) { Id = 12, Why = "as it was" },
        ],
        Levels = [new ObjectiveLevel("moves", "instances", 3, 2.5), new ObjectiveLevel("bytes", "MiB", 0.1, 0)],
        LeftBehind =
        [
            new LeftBehind(
                new("i-4"),
                new("compute-1"),
                StayProof.CannotMove,
                [new StayReason("nova.locked", "it is locked", "unlock it", [new("compute-2")]), new StayReason("policy.x", "no", "", []) { MoreHosts = 7 }]),
            new LeftBehind(new("i-5"), new("compute-2"), StayProof.NotProven, []),
        ],
        Witnesses =
        [
            new FailureWitness([new("compute-3")], true, [new Refuge(new("i-1"), new("compute-4")), new Refuge(new("i-2"), new("compute-5"))]),
            new FailureWitness([new("compute-4"), new("compute-6")], false, []) { Rack = "r1" },
        ],
        Relaxations =
        [
            new Relaxation([new Change(ChangeKind.StopInstance, "i-4", "Stop i-4."), new Change(ChangeKind.AddHost, "compute-5", "Add a host like compute-5.")], true, true),
            new Relaxation([new Change(ChangeKind.LiftLimit, "maxMoves", "Allow 12 moves.")], false, false),
        ],
        Assumptions = [new Assumption("assumed.cell", "one cell"), new Assumption("assumed.zone", "no zone")],
        Warnings =
        [
            new Finding(Severity.Warning, "cluster.above-capacity", "$.hosts[0]", "too full", "cluster.json", 7),
            new Finding(Severity.Error, "cluster.x", "$", "text"),
        ],
    };

    /// <summary>A plan in which everything that can be left out is.</summary>
    public static Plan Bare { get; } = new()
    {
        Goal = new DrainGoal([new("compute-1")]),
        Profile = Profile.PlainNova,
        Outcome = PlanOutcome.Optimal,
    };
}
