using Rebalancer.Execution;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Evacuations of a host whose nova-compute has died.</summary>
[Collection("lab")]
public sealed class EvacuationTests(Lab lab) : IClassFixture<Lab>
{
    [Fact]
    [Trait("half", "short")]
    public async Task A_failed_host_is_evacuated_once_it_is_said_to_be_fenced()
    {
        Scenario scenario = await Scenario.AsItIsAsync(lab);
        LabServer lost = scenario.Before.Named("db-2");
        InstanceId id = new(lost.Id);
        HostName failed = new(lost.Host);
        HostName other = new(lost.Host == "compute6" ? "compute5" : "compute6");
        await lab.RunAsync("host", "kill", lost.Host);
        string service = (await lab.ServiceAsync(lost.Host)).GetProperty("id").GetString()!;
        await lab.SendAsync(HttpMethod.Put, $"/os-services/{service}", """{"forced_down": true}""");
        try
        {
            Plan plan = HandPlan.Of(
                new EvacuateGoal([failed]),
                new DisableStep(failed, "evacuated") { Id = 1 },
                new MoveStep(id, failed, other, MoveKind.Evacuate) { Id = 2, After = [1] });
            ExecutionOptions options = new() { PollInterval = TimeSpan.FromSeconds(1), StartsEvacuated = true };
            Assert.Equal(FailureCause.NeedsOperator, (await scenario.RunAsync(await scenario.ReadAsync(), plan, options)).Steps[1].End!.Cause);

            ExecutionReport report = await scenario.RunAsync(await scenario.ReadAsync($"hosts: [{{name: {failed}, fenced: true}}]\n"), plan, options);

            Assert.Equal((RunEnding.Completed, ""), (report.Ending, Scenario.Failures(report)));
            await Lab.UntilAsync(async () => await lab.StateAsync(id.Value) == (other.Value, null, "ACTIVE"), "the instance runs on the other host");
        }
        finally
        {
            // Nova takes a host back only when it has cleaned up what was evacuated from it.
            await lab.RunAsync("host", "start", lost.Host);
            await Lab.UntilAsync(
                async () => (await lab.GetAsync($"/os-migrations?migration_type=evacuation&source_compute={failed}")).GetProperty("migrations").EnumerateArray()
                    .All(migration => migration.GetProperty("status").GetString() != "done"),
                "the host has cleaned up");
            await lab.SendAsync(HttpMethod.Put, $"/os-services/{service}", """{"forced_down": false}""");
            await lab.SendAsync(HttpMethod.Put, $"/os-services/{service}", """{"status": "enabled"}""");
            await lab.UntilServiceIsAsync("up", lost.Host);
        }

        await scenario.Before.AssertSoundAsync(lab);
    }
}
