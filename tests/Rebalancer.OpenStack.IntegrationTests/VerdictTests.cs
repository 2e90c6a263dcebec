using System.Collections.Immutable;
using System.Globalization;
using Rebalancer.Execution.Cloud;
using Rebalancer.Model;
using Rebalancer.Numa;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>What the rules say of a move against what Nova makes of it, on hosts with cells, pinned CPUs, huge pages and devices (<c>test-verdicts</c>).</summary>
[Collection("lab")]
public sealed class VerdictTests(Lab lab, ITestOutputHelper output) : IClassFixture<Lab>
{
    /// <summary>Refusals that come of libvirt, which the lab does not run: Nova's own code lets such moves pass.</summary>
    private static readonly string[] BeyondTheLab = ["nova.cpu-shared-set"];

    private readonly NovaCloud nova = new(lab.Connection);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>How many moves are tried; <c>REBALANCER_PAIRS</c> in the environment changes it.</summary>
    private static int Pairs => Setting("REBALANCER_PAIRS", 300);

    /// <summary>The seed of the moves; <c>REBALANCER_SEED</c> in the environment changes it.</summary>
    private static int Seed => Setting("REBALANCER_SEED", 1);

    [Fact]
    public async Task Nova_takes_the_moves_that_the_rules_allow_and_no_others()
    {
        Random random = new(Seed);
        Cluster cluster = await lab.ReadNumaAsync();
        foreach (Instance instance in cluster.Instances)
        {
            await lab.SendAsync(HttpMethod.Post, $"/servers/{instance.Id}/metadata", """{"metadata": {"lab_live_seconds": "0", "lab_cold_seconds": "0"}}""");
        }

        Tally tally = new();
        Departures departures = new(lab.SchedulerSync);
        for (int i = 0; i < Pairs; i++)
        {
            int instance = random.Next(cluster.Instances.Length);
            int source = cluster.IndexOf(cluster.Instances[instance].Host);
            int destination = (source + 1 + random.Next(cluster.Hosts.Length - 1)) % cluster.Hosts.Length;
            MoveKind kind = random.Next(2) == 0 ? MoveKind.Live : MoveKind.Cold;
            PlanState state = PlanState.Of(cluster);
            Verdict verdict = MigrationRules.Check(state, instance, destination, kind, Profile.PlainNova);
            NumaFitResult? foretold = state.DemandOf(instance).Topology is null ? null : state.Fit(instance, destination);
            if (IsAllowed(verdict))
            {
                await departures.UntilNoticedAsync(cluster, verdict, Stop);
            }

            string? refusal = await MoveAsync(cluster.Instances[instance].Id, cluster.Hosts[destination].Name, kind);
            tally.Note(cluster, verdict, refusal);
            if (refusal is null)
            {
                departures.Note(verdict);
                cluster = await lab.ReadNumaAsync();
                if (foretold is not null)
                {
                    tally.Note(verdict, foretold, cluster.Instances[cluster.IndexOf(verdict.Instance)].Placement.Value);
                }
            }
        }

        output.WriteLine($"{tally}\nwaits for the scheduler: {departures.Waits}");
        Assert.Empty(tally.Differences);
    }

    /// <summary>Whether the lab should let it pass.</summary>
    private static bool IsAllowed(Verdict verdict) => verdict.Refusals.All(one => BeyondTheLab.Contains(one.Code));

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out int set) ? set : otherwise;

    /// <summary>Has Nova move it and waits until all of that is over.</summary>
    /// <returns>Nova's words where it refused.</returns>
    private async Task<string?> MoveAsync(InstanceId id, HostName destination, MoveKind kind)
    {
        HashSet<string> before = [.. (await nova.ReadMigrationsAsync(id, Stop)).Select(migration => migration.Id)];
        CallAnswer answer = await nova.SendAsync(kind == MoveKind.Cold ? new ColdMigrateCommand(id, destination) : new LiveMigrateCommand(id, destination), Stop);
        Assert.NotEqual(CallFate.Unknown, answer.Fate);
        if (answer.Fate == CallFate.Refused)
        {
            return answer.Message;
        }

        string? refusal = null;
        MigrationReading? migration = null;
        await Lab.UntilAsync(
            async () =>
            {
                InstanceReading instance = (await nova.ReadInstanceAsync(id, Stop))!;
                migration = (await nova.ReadMigrationsAsync(id, Stop)).FirstOrDefault(one => !before.Contains(one.Id));
                refusal = await nova.ReadFailureAsync(id, answer.RequestId!, Stop);
                return instance.TaskState is null && (refusal is not null || migration?.Status is "completed" or "finished");
            },
            $"the {kind} move of {id} to {destination} comes to an end");
        if (refusal is not null)
        {
            return refusal;
        }

        if (kind == MoveKind.Cold)
        {
            await nova.SendAsync(new ConfirmCommand(id), Stop);
            await Lab.UntilAsync(async () => (await nova.ReadInstanceAsync(id, Stop)) is { TaskState: null, VmState: VmState.Active }, $"the move of {id} is confirmed");
        }

        await Lab.UntilAsync(async () => !await nova.HoldsAllocationsAsync(migration!.Id, Stop), $"the move of {id} has released its source");
        return null;
    }

    /// <summary>How the verdicts and Nova compare.</summary>
    private sealed class Tally
    {
        private readonly SortedDictionary<(MoveKind Kind, bool IsAllowed), int> counts = [];
        private readonly SortedDictionary<string, int> codes = new(StringComparer.Ordinal);
        private int sameCells;
        private int samePins;

        public List<string> Differences { get; } = [];

        public void Note(Cluster cluster, Verdict verdict, string? refusal)
        {
            (MoveKind, bool) key = (verdict.Kind, verdict.IsAllowed);
            counts[key] = counts.GetValueOrDefault(key) + 1;
            foreach (string code in verdict.Refusals.Select(one => one.Code).Distinct())
            {
                codes[code] = codes.GetValueOrDefault(code) + 1;
            }

            if (IsAllowed(verdict) != (refusal is null))
            {
                Differences.Add($"{Name(cluster, verdict)}: Nova {(refusal is null ? "took it" : $"refused it ({refusal})")}; the rules: {string.Join(" ", verdict.Refusals.Select(one => $"[{one.Code}] {one.Message}"))}");
            }
        }

        public void Note(Verdict verdict, NumaFitResult foretold, GuestPlacement? found)
        {
            ImmutableArray<PlacedCell> wanted = foretold.Placement?.Cells ?? [];
            ImmutableArray<PlacedCell> got = found?.Cells ?? [];
            if (!wanted.Select(cell => (cell.HostCell, cell.PageSizeKiB)).SequenceEqual(got.Select(cell => (cell.HostCell, cell.PageSizeKiB))))
            {
                Differences.Add($"{verdict.Instance} {verdict.Kind} to {verdict.Destination}: foretold on {Text(wanted)}, Nova has it on {Text(got)}");
                return;
            }

            sameCells++;
            samePins += wanted.Select(cell => string.Join(",", cell.Pinning.Values.Order())).SequenceEqual(got.Select(cell => string.Join(",", cell.Pinning.Values.Order()))) ? 1 : 0;
        }

        public override string ToString() => string.Join(
            '\n',
            [
                .. counts.Select(pair => $"{pair.Key.Kind}, {(pair.Key.IsAllowed ? "allowed" : "refused")}: {pair.Value}"),
                .. codes.Select(pair => $"  {pair.Key}: {pair.Value}"),
                $"guests with cells on the cells foretold: {sameCells}, on the very CPUs: {samePins}",
                $"{Differences.Count} differences",
                .. Differences,
            ]);

        private static string Name(Cluster cluster, Verdict verdict) =>
            $"{cluster.Instances[cluster.IndexOf(verdict.Instance)].Name} {verdict.Kind} {verdict.Source} -> {verdict.Destination}";

        private static string Text(ImmutableArray<PlacedCell> cells) =>
            string.Join(" ", cells.Select(cell => $"{cell.HostCell}:{cell.PageSizeKiB}{{{string.Join(",", cell.Pinning.Select(pin => $"{pin.Key}:{pin.Value}"))}}}"));
    }
}
