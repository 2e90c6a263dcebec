using Rebalancer.Findings;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;
using Rebalancer.Snapshots.Reading;
using Rebalancer.Snapshots.Shapes;

namespace Rebalancer.Snapshots.Tables;

/// <summary>The fields of a plan.</summary>
internal static class PlanTables
{
    private static readonly Shape<double> Level = new NumberShape(double.MinValue, double.MaxValue);

    /// <summary>Policies.</summary>
    public static readonly RecordShape<Profile> Profile =
        new RecordShape<Profile>("profile", new Profile())
            .Optional("name", Values.Text, profile => profile.Name, (profile, value) => profile with { Name = value })
            .Optional("requiresSameCpuModel", Values.Flag, profile => profile.RequiresSameCpuModel, (profile, value) => profile with { RequiresSameCpuModel = value })
            .Optional("requiresEqualSharedSet", Values.Flag, profile => profile.RequiresEqualSharedSet, (profile, value) => profile with { RequiresEqualSharedSet = value })
            .Optional("requiresSameArchitecture", Values.Flag, profile => profile.RequiresSameArchitecture, (profile, value) => profile with { RequiresSameArchitecture = value })
            .Optional("maxRamOvercommit", Values.OrNone(Values.Measure), profile => profile.MaxRamOvercommit, (profile, value) => profile with { MaxRamOvercommit = value })
            .Optional("refusesDataLoss", Values.Flag, profile => profile.RefusesDataLoss, (profile, value) => profile with { RefusesDataLoss = value })
            .Optional("refusesReadOnlyConfigDrive", Values.Flag, profile => profile.RefusesReadOnlyConfigDrive, (profile, value) => profile with { RefusesReadOnlyConfigDrive = value })
            .Optional("refusesSriovDowntime", Values.Flag, profile => profile.RefusesSriovDowntime, (profile, value) => profile with { RefusesSriovDowntime = value })
            .Optional("requiresKnownTopology", Values.Flag, profile => profile.RequiresKnownTopology, (profile, value) => profile with { RequiresKnownTopology = value })
            .Optional("requiresFencedSource", Values.Flag, profile => profile.RequiresFencedSource, (profile, value) => profile with { RequiresFencedSource = value })
            .Optional("honorsOwners", Values.Flag, profile => profile.HonorsOwners, (profile, value) => profile with { HonorsOwners = value })
            .Optional("refusesAssumptions", Values.Flag, profile => profile.RefusesAssumptions, (profile, value) => profile with { RefusesAssumptions = value });

    /// <summary>Disable a service.</summary>
    public static readonly RecordShape<DisableStep> Disable = Step("disableStep", new DisableStep(new HostName(""), "") { Id = 1 })
        .Required("host", Values.Host, step => step.Host, (step, value) => step with { Host = value })
        .Optional("reason", Values.Text, step => step.Reason, (step, value) => step with { Reason = value });

    /// <summary>Enable a service.</summary>
    public static readonly RecordShape<EnableStep> Enable = Step("enableStep", new EnableStep(new HostName("")) { Id = 1 })
        .Required("host", Values.Host, step => step.Host, (step, value) => step with { Host = value });

    /// <summary>Move an instance.</summary>
    public static readonly RecordShape<MoveStep> Move =
        Step("moveStep", new MoveStep(new InstanceId(""), new HostName(""), new HostName(""), MoveKind.Live) { Id = 1 })
            .Required("instance", Values.Instance, step => step.Instance, (step, value) => step with { Instance = value })
            .Required("source", Values.Host, step => step.Source, (step, value) => step with { Source = value })
            .Required("destination", Values.Host, step => step.Destination, (step, value) => step with { Destination = value })
            .Required("kind", Words.MoveKind, step => step.Kind, (step, value) => step with { Kind = value });

    /// <summary>Confirm a cold move.</summary>
    public static readonly RecordShape<ConfirmStep> Confirm = Step("confirmStep", new ConfirmStep(new InstanceId(""), 1) { Id = 1 })
        .Required("instance", Values.Instance, step => step.Instance, (step, value) => step with { Instance = value })
        .Required("move", Values.PositiveCount, step => step.Move, (step, value) => step with { Move = value }, "the number of the cold move");

    /// <summary>Wait for a migration.</summary>
    public static readonly RecordShape<WaitStep> Wait = Step("waitStep", new WaitStep(new InstanceId(""), "") { Id = 1 })
        .Required("instance", Values.Instance, step => step.Instance, (step, value) => step with { Instance = value })
        .Required("migrationId", Values.Name, step => step.MigrationId, (step, value) => step with { MigrationId = value });

    /// <summary>Wait for the maintenance of hosts.</summary>
    public static readonly RecordShape<MaintainStep> Maintain = Step("maintainStep", new MaintainStep([]) { Id = 1 })
        .Required("hosts", Values.List(Values.Host, least: 1), step => step.Hosts, (step, value) => step with { Hosts = value }, "empty by then");

    /// <summary>Any step.</summary>
    public static readonly UnionShape<PlanStep> AnyStep = new UnionShape<PlanStep>("action", Disable.Blank, isInline: true)
        .Or("disable", Disable)
        .Or("enable", Enable)
        .Or("move", Move)
        .Or("confirm", Confirm)
        .Or("wait", Wait)
        .Or("maintain", Maintain);

    /// <summary>An objective level.</summary>
    public static readonly RecordShape<ObjectiveLevel> ObjectiveLevel =
        new RecordShape<ObjectiveLevel>("objectiveLevel", new ObjectiveLevel("", "", 0, 0), isInline: true)
            .Required("name", Values.Name, level => level.Name, (level, value) => level with { Name = value })
            .Optional("unit", Values.Text, level => level.Unit, (level, value) => level with { Unit = value })
            .Required("value", Level, level => level.Value, (level, value) => level with { Value = value })
            .Required("bound", Level, level => level.Bound, (level, value) => level with { Bound = value }, "no plan can go below it");

    /// <summary>One reason to stay.</summary>
    public static readonly RecordShape<StayReason> StayReason =
        new RecordShape<StayReason>("stayReason", new StayReason("", "", "", []), isInline: true)
            .Required("code", Values.Name, reason => reason.Code, (reason, value) => reason with { Code = value })
            .Required("message", Values.Text, reason => reason.Message, (reason, value) => reason with { Message = value })
            .Optional("remedy", Values.Text, reason => reason.Remedy, (reason, value) => reason with { Remedy = value })
            .Optional("hosts", Values.List(Values.Host), reason => reason.Hosts, (reason, value) => reason with { Hosts = value }, "the destinations it holds for; none where it holds for the instance itself")
            .Optional("moreHosts", Values.Count, reason => reason.MoreHosts, (reason, value) => reason with { MoreHosts = value }, "how many more destinations it holds for");

    /// <summary>An instance that stays.</summary>
    public static readonly RecordShape<LeftBehind> LeftBehind =
        new RecordShape<LeftBehind>("leftBehind", new LeftBehind(new InstanceId(""), new HostName(""), StayProof.NotProven, []))
            .Required("instance", Values.Instance, left => left.Instance, (left, value) => left with { Instance = value })
            .Required("host", Values.Host, left => left.Host, (left, value) => left with { Host = value })
            .Required("proof", Words.StayProof, left => left.Proof, (left, value) => left with { Proof = value })
            .Optional("reasons", Values.List(StayReason), left => left.Reasons, (left, value) => left with { Reasons = value });

    /// <summary>Where an instance would go if its host failed.</summary>
    public static readonly RecordShape<Refuge> Refuge =
        new RecordShape<Refuge>("refuge", new Refuge(new InstanceId(""), new HostName("")), isInline: true)
            .Required("instance", Values.Instance, refuge => refuge.Instance, (refuge, value) => refuge with { Instance = value })
            .Required("destination", Values.Host, refuge => refuge.Destination, (refuge, value) => refuge with { Destination = value });

    /// <summary>Whether a host or a rack may fail.</summary>
    public static readonly RecordShape<FailureWitness> Witness =
        new RecordShape<FailureWitness>("failureWitness", new FailureWitness([], false, []))
            .Required("hosts", Values.List(Values.Host, least: 1), witness => witness.Hosts, (witness, value) => witness with { Hosts = value }, "they fail together")
            .Optional("rack", Values.OrNull(Values.Name), witness => witness.Rack, (witness, value) => witness with { Rack = value }, "the rack that the hosts are")
            .Required("isShown", Values.Flag, witness => witness.IsShown, (witness, value) => witness with { IsShown = value }, "false: no way was found, which does not mean that there is none")
            .Optional("refuges", Values.List(Refuge), witness => witness.Refuges, (witness, value) => witness with { Refuges = value });

    /// <summary>A change that would help.</summary>
    public static readonly RecordShape<Change> Change =
        new RecordShape<Change>("change", new Change(ChangeKind.AddHost, "", ""), isInline: true)
            .Required("kind", Words.ChangeKind, change => change.Kind, (change, value) => change with { Kind = value })
            .Required("subject", Values.Name, change => change.Subject, (change, value) => change with { Subject = value })
            .Required("text", Values.Text, change => change.Text, (change, value) => change with { Text = value });

    /// <summary>Changes that together would make the goal reachable.</summary>
    public static readonly RecordShape<Relaxation> Relaxation =
        new RecordShape<Relaxation>("relaxation", new Relaxation([], false, false))
            .Required("changes", Values.List(Change, least: 1), relaxation => relaxation.Changes, (relaxation, value) => relaxation with { Changes = value }, "together they make the goal reachable")
            .Required("isSmallest", Values.Flag, relaxation => relaxation.IsSmallest, (relaxation, value) => relaxation with { IsSmallest = value }, "proven: fewer of the changes that were considered are not enough")
            .Required("isIrreducible", Values.Flag, relaxation => relaxation.IsIrreducible, (relaxation, value) => relaxation with { IsIrreducible = value }, "proven: none of them can be left out");

    /// <summary>Something assumed.</summary>
    public static readonly RecordShape<Assumption> Assumption =
        new RecordShape<Assumption>("assumption", new Assumption("", ""), isInline: true)
            .Required("code", Values.Name, row => row.Code, (row, value) => row with { Code = value })
            .Required("text", Values.Text, row => row.Text, (row, value) => row with { Text = value });

    /// <summary>A warning.</summary>
    public static readonly RecordShape<Finding> Warning =
        new RecordShape<Finding>("finding", new Finding(Severity.Warning, "", "$", ""), isInline: true)
            .Required("severity", Words.Severity, row => row.Severity, (row, value) => row with { Severity = value })
            .Required("code", Values.Name, row => row.Code, (row, value) => row with { Code = value })
            .Required("path", Values.Text, row => row.Path, (row, value) => row with { Path = value })
            .Required("message", Values.Text, row => row.Message, (row, value) => row with { Message = value })
            .Optional("file", Values.OrNull(Values.Text), row => row.File, (row, value) => row with { File = value })
            .Optional("line", Values.OrNone(Values.PositiveCount), row => row.Line, (row, value) => row with { Line = value });

    /// <summary>A plan.</summary>
    public static readonly RecordShape<Plan> Plan =
        new RecordShape<Plan>("plan", new Plan { Goal = GoalTables.Goal.Blank, Profile = Profile.Blank, Outcome = PlanOutcome.NoPlanInTime })
            .Required("goal", GoalTables.Goal, plan => plan.Goal, (plan, value) => plan with { Goal = value })
            .Required("profile", Profile, plan => plan.Profile, (plan, value) => plan with { Profile = value })
            .Optional("clusterDigest", Values.Text, plan => plan.ClusterDigest, (plan, value) => plan with { ClusterDigest = value }, "SHA-256 of the cluster's JSON as this library writes it")
            .Required("outcome", Words.Outcome, plan => plan.Outcome, (plan, value) => plan with { Outcome = value })
            .Optional("steps", Values.List(AnyStep), plan => plan.Steps, (plan, value) => plan with { Steps = value }, "where limits make some wait, the earlier in this list goes first")
            .Optional("levels", Values.List(ObjectiveLevel), plan => plan.Levels, (plan, value) => plan with { Levels = value }, "the most important first")
            .Optional("leftBehind", Values.List(LeftBehind), plan => plan.LeftBehind, (plan, value) => plan with { LeftBehind = value })
            .Optional("witnesses", Values.List(Witness), plan => plan.Witnesses, (plan, value) => plan with { Witnesses = value }, "one per host or rack that may fail")
            .Optional("relaxations", Values.List(Relaxation), plan => plan.Relaxations, (plan, value) => plan with { Relaxations = value })
            .Optional("assumptions", Values.List(Assumption), plan => plan.Assumptions, (plan, value) => plan with { Assumptions = value })
            .Optional("warnings", Values.List(Warning), plan => plan.Warnings, (plan, value) => plan with { Warnings = value });

    /// <summary>The document.</summary>
    public static readonly DocumentShape<Plan> Document =
        DocumentShape<Plan>.Of("rebalancer/plan", "A plan: ordered steps towards a goal", Plan);

    private static RecordShape<T> Step<T>(string name, T blank)
        where T : PlanStep =>
        new RecordShape<T>(name, blank, isInline: true)
            .Required("id", Values.PositiveCount, step => step.Id, (step, value) => (T)(step with { Id = value }), "unique in the plan")
            .Optional("after", Values.List(Values.PositiveCount), step => step.After, (step, value) => (T)(step with { After = value }), "the steps that must have ended")
            .Optional("why", Values.Text, step => step.Why, (step, value) => (T)(step with { Why = value }));
}
