using Rebalancer.Findings;
using Rebalancer.Goals;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.Tests.Snapshots;

/// <summary>Plans and goals that use every field and every kind of step.</summary>
internal static class RichPlan
{
    public static DrainGoal Goal { get; } = new([new("compute-1"), new("compute-2")])
    {
        DisablesFirst = false,
        EnablesAfter = true,
        DisabledReason = "new fans",
        Limits = new PlanLimits
        {
            MaxMoves = 10,
            MaxGiB = 100,
            InstancesLeftAlone = [new("i-9")],
            HostsLeftAlone = [new("compute-9")],
            Kinds = [MoveKind.Live, MoveKind.Cold],
            Headroom = 0.125,
            MaxOutOfHost = 2,
            MaxIntoHost = 3,
            MaxInAll = 4,
            StartsAt = new DateTimeOffset(2026, 3, 1, 22, 0, 0, 5, TimeSpan.Zero),
        },
    };

    public static Plan Plan { get; } = new()
    {
        Goal = Goal,
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
            new EnableStep(new("compute-2")) { Id = 10, Why = "as it was" },
        ],
        Levels = [new ObjectiveLevel("moves", "instances", 3, 2.5), new ObjectiveLevel("bytes", "MiB", 0.1, 0)],
        LeftBehind =
        [
            new LeftBehind(
                new("i-4"),
                new("compute-1"),
                StayProof.CannotMove,
                [new StayReason("nova.locked", "it is locked", "unlock it", [new("compute-2")]), new StayReason("policy.x", "no", "", [])]),
            new LeftBehind(new("i-5"), new("compute-2"), StayProof.NotProven, []),
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
