using System.Net;
using Rebalancer.Execution.Runs;
using Rebalancer.Goals;
using Rebalancer.Model;
using Rebalancer.OpenStack.Connections;
using Rebalancer.Plans;
using Rebalancer.Rules;

namespace Rebalancer.OpenStack.IntegrationTests;

/// <summary>Drains during which the token ends, by its age or by Keystone's word.</summary>
[Collection("lab")]
public sealed class TokenTests(Lab lab) : IClassFixture<Lab>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_drain_outlives_its_token()
    {
        await using Scenario scenario = await BeginAsync();

        // Only now: to seed the lab takes longer than such a token lives.
        await lab.RunAsync("token-life", "30");
        try
        {
            (TokenWatch watch, ExecutionReport report) = await DrainAsync(scenario, async (seen, run) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(40), Stop);
                await lab.CompleteAsync(scenario.Before.Named("app-1").Id);
            });
            Assert.InRange(watch.Tokens.Length, 2, 20);
            Assert.Equal((0, 0), (watch.Refused, report.Failed.Length));
        }
        finally
        {
            await lab.RunAsync("token-life", "86400");
        }
    }

    [Fact]
    public async Task A_token_that_is_revoked_between_two_moves_is_renewed_and_the_drain_goes_on()
    {
        await using Scenario scenario = await BeginAsync();
        (TokenWatch watch, ExecutionReport report) = await DrainAsync(scenario, async (seen, run) =>
        {
            // Nova works with the caller's token while it migrates, and would fail with it; so nothing is under way when it is revoked.
            run.Control.Pause();
            await lab.CompleteAsync(scenario.Before.Named("app-1").Id);
            await run.UntilAsync<StepEnded>(ended => ended.Step is MoveStep, "the first move has ended");
            await RevokeAsync(seen.Tokens[^1]);

            // Longer than services of the lab remember that a token was good.
            await Task.Delay(TimeSpan.FromSeconds(7), Stop);
            run.Control.Continue();
        });
        Assert.InRange(watch.Refused, 1, 10);
        Assert.Equal((2, 0), (watch.Tokens.Length, report.Failed.Length));
    }

    /// <summary>The first move of the drain is to stall.</summary>
    private async Task<Scenario> BeginAsync()
    {
        Scenario scenario = await Scenario.BeginAsync(lab);
        await lab.TellDriverAsync(scenario.Before.Named("app-1").Id, "lab_live", "stall");
        return scenario;
    }

    /// <summary>Drains compute1, the first move stalled until something has been done.</summary>
    private async Task<(TokenWatch Watch, ExecutionReport Report)> DrainAsync(Scenario scenario, Func<TokenWatch, ScenarioRun, Task> meanwhile)
    {
        HostName source = new("compute1");
        MoveStep[] moves =
        [
            .. scenario.Before.NamesOn(source.Value).Order(StringComparer.Ordinal).Select((name, i) =>
                new MoveStep(new InstanceId(scenario.Before.Named(name).Id), source, new HostName("compute6"), MoveKind.BlockLive) { Id = i + 1, After = i == 0 ? [] : [i] }),
        ];
        using TokenWatch watch = new();
        using CloudConnection connection = new(lab.Settings, handler: watch);
        ScenarioRun run = scenario.Start(await scenario.ReadAsync(), HandPlan.Of(new DrainGoal([source]), moves), connection: connection);
        await run.UntilItCopiesAsync(_ => true);
        await meanwhile(watch, run);
        ExecutionReport report = await run.Report;

        Assert.Equal((RunEnding.Completed, "", 0), (report.Ending, Scenario.Failures(report), report.Replans));
        Assert.Empty((await scenario.Before.AssertSoundAsync(lab)).NamesOn(source.Value));
        return (watch, report);
    }

    private async Task RevokeAsync(string token)
    {
        using HttpClient keystone = new();
        using HttpRequestMessage revoke = new(HttpMethod.Delete, $"{lab.Settings.AuthUrl}/auth/tokens");
        revoke.Headers.Add("X-Auth-Token", token);
        revoke.Headers.Add("X-Subject-Token", token);
        (await keystone.SendAsync(revoke, Stop)).EnsureSuccessStatusCode();
    }

    /// <summary>Sees the tokens that are sent, and counts the refusals.</summary>
    private sealed class TokenWatch() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly Lock gate = new();
        private readonly List<string> tokens = [];
        private int refused;

        /// <summary>The tokens that were sent, each once.</summary>
        public string[] Tokens
        {
            get
            {
                lock (gate)
                {
                    return [.. tokens];
                }
            }
        }

        public int Refused => Volatile.Read(ref refused);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.TryGetValues("X-Auth-Token", out IEnumerable<string>? values))
            {
                lock (gate)
                {
                    tokens.AddRange(values.Except(tokens).ToArray());
                }
            }

            HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.Unauthorized)
            {
                Interlocked.Increment(ref refused);
            }

            return answer;
        }
    }
}
