using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Drains with live migrations that nothing comes between.</summary>
[Collection("lab")]
public sealed class DrainTests(Lab lab) : IClassFixture<Lab>
{
    [Fact]
    [Trait("half", "short")]
    public async Task A_host_is_drained_with_live_migrations_as_an_operator_does_it()
    {
        Scenario scenario = await Scenario.AsItIsAsync(lab);

        // A host with much to move and nothing that must stay.
        string host = scenario.Before.Servers.Values.GroupBy(server => server.Host)
            .Where(servers => !servers.Any(server => server.Name.StartsWith("pair-", StringComparison.Ordinal) || server.Name == "stuck-1"))
            .MaxBy(servers => servers.Count())!.Key;
        int count = scenario.Before.NamesOn(host).Count();
        Command command = await Command.CreateAsync(lab);
        await command.RunAsync(0, "plan", "drain", host, "--cloud", "lab", "--profile", "plain-nova", "--enable-after", "--out", "plan.json");
        await command.RunAsync(0, "execute", "plan.json", "--cloud", "lab", "--dry-run");
        Assert.Equal(scenario.Before.NamesOn(host), (await LabState.ReadAsync(lab)).NamesOn(host));

        Assert.Contains($"{count} moves", await command.RunAsync(0, "execute", "plan.json", "--cloud", "lab"), StringComparison.Ordinal);

        LabState after = await scenario.Before.AssertSoundAsync(lab);
        Assert.Empty(after.NamesOn(host));
        Assert.All(scenario.Before.Servers.Values.Where(server => server.Host != host), server => Assert.Equal(server.Host, after.Servers[server.Id].Host));
    }

    [Fact]
    public async Task Server_groups_are_respected_all_the_way()
    {
        await using Scenario scenario = await Scenario.BeginAsync(lab);
        await lab.TellDriverAsync(scenario.Before.Named("stuck-1").Id, "lab_live", "ok");
        Cluster cluster = await scenario.ReadAsync();

        // Two members of an anti-affinity group leave at once; an affinity group cannot leave, for Nova keeps each member with the other.
        Plan plan = Scenario.PlanFor(cluster, new DrainGoal([new("compute1"), new("compute2"), new("compute4")]) { EnablesAfter = true });
        Assert.Equal(["pair-1", "pair-2"], plan.LeftBehind.Select(left => cluster.Instances[cluster.IndexOf(left.Instance)].Name).Order());
        ScenarioRun run = scenario.Start(cluster, plan);
        List<string> together = [];
        while (!run.Report.IsCompleted)
        {
            LabState now = await LabState.ReadAsync(lab);
            string[] hosts = [.. now.Servers.Values.Where(server => server.Name.StartsWith("web-", StringComparison.Ordinal)).Select(server => server.Host)];
            together.AddRange(hosts.Distinct().Count() < hosts.Length ? [string.Join(", ", hosts)] : []);
        }

        ExecutionReport report = await run.Report;
        Assert.Equal((RunEnding.Completed, ""), (report.Ending, Scenario.Failures(report)));
        Assert.Empty(together);
        LabState after = await scenario.Before.AssertSoundAsync(lab);
        Assert.Equal(("", "", "pair-1 pair-2"), (string.Join(' ', after.NamesOn("compute1")), string.Join(' ', after.NamesOn("compute2")), string.Join(' ', after.NamesOn("compute4"))));
    }

    [Fact]
    public async Task A_locked_instance_is_moved_by_an_administrator_and_stays_locked()
    {
        Scenario scenario = await Scenario.BeginAsync(lab);
        LabServer locked = scenario.Before.Named("db-2");
        await lab.ActAsync(locked.Id, """{"lock": {"locked_reason": "do not touch"} }""");
        try
        {
            Cluster cluster = await scenario.ReadAsync();
            Plan plan = Scenario.PlanFor(cluster, new DrainGoal([new(locked.Host)]) { EnablesAfter = true });
            Assert.Contains(plan.Assumptions, assumption => assumption.Code == "assumed.administrator");

            ExecutionReport report = await scenario.RunAsync(cluster, plan);

            Assert.Equal((RunEnding.Completed, ""), (report.Ending, Scenario.Failures(report)));
            LabServer moved = (await scenario.Before.AssertSoundAsync(lab)).Named("db-2");
            Assert.True(moved.IsLocked);
            Assert.NotEqual(locked.Host, moved.Host);
        }
        finally
        {
            await lab.ActAsync(locked.Id, """{"unlock": null}""");
        }
    }
}
