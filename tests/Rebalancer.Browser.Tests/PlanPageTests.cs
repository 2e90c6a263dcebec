using System.Globalization;
using Microsoft.Playwright;
using Rebalancer.Model;
using Rebalancer.Plans;

namespace Rebalancer.Browser.Tests;

/// <summary>The page of a drain in the recorded cloud, as readers use it.</summary>
public sealed class PlanPageTests(Browser browser, Shown shown)
{
    private const int Desk = 1280;

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Slider_and_filter_work_without_a_complaint_at_any_width_in_any_colours(int width, ColorScheme scheme)
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(width, scheme));
        Assert.InRange(await opened.OverflowAsync(), int.MinValue, 0);
        foreach (double share in (double[])[0.3, 1, 0])
        {
            await opened.SlideAsync(share);
            Assert.InRange(await opened.OverflowAsync(), int.MinValue, 0);
        }

        await opened.Page.FillAsync("#filter", "compute3");
        Assert.True(await opened.Page.Locator("tr[data-host]:visible").CountAsync() > 0);
        await opened.Page.FillAsync("#filter", "");
        await opened.Page.ClickAsync("summary >> nth=0");
        Assert.InRange(await opened.OverflowAsync(), int.MinValue, 0);
        opened.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Every_text_stands_out_from_what_is_behind_it(int width, ColorScheme scheme)
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Pinned, new Look(width, scheme));
        string[] faint = await opened.Page.EvaluateAsync<string[]>(Contrast.OfTexts);
        Assert.Empty(faint);
        string paper = await opened.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        int brightness = paper.Split('(')[1].TrimEnd(')').Split(',').Sum(part => int.Parse(part, CultureInfo.InvariantCulture)) / 3;
        Assert.True(scheme == ColorScheme.Dark ? brightness < 60 : brightness > 200, $"{scheme}: {paper}");
    }

    [Fact]
    public async Task What_is_folded_on_the_screen_is_printed()
    {
        const string Folded = "[...document.querySelectorAll('details > :not(summary)')].filter(part => !part.checkVisibility()).length";
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(Desk));
        Assert.True(await opened.Page.EvaluateAsync<int>(Folded) > 0);
        await opened.Page.EmulateMediaAsync(new PageEmulateMediaOptions { Media = Media.Print });
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>(Folded));
    }

    [Fact]
    public async Task The_slider_leads_from_the_hosts_before_to_the_hosts_after()
    {
        (Cluster cluster, Plan plan) = shown.Drained;
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(Desk));
        Dictionary<string, string> whole = await opened.HostsAsync();
        await opened.SlideAsync(0);
        Dictionary<string, string> first = await opened.HostsAsync();
        await opened.SlideAsync(0.5);
        Dictionary<string, string> middle = await opened.HostsAsync();
        await opened.SlideAsync(1);
        Dictionary<string, string> last = await opened.HostsAsync();

        string[] changed = [.. plan.Steps.OfType<MoveStep>().SelectMany(move => new[] { move.Source.ToString(), move.Destination.ToString() }).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(changed, whole.Keys.Order(StringComparer.Ordinal));
        Assert.NotEqual(first, middle);
        Assert.NotEqual(middle, last);

        // Where the rows of the whole plan say "before → after / capacity", the first moment says "before / capacity", and the last "after / capacity".
        Assert.All(whole, row => Assert.Equal(Ends(row.Value, at: 0), first[row.Key]));
        Assert.All(whole, row => Assert.Equal(Ends(row.Value, at: 1), last[row.Key]));
        int left = cluster.InstancesOn(cluster.IndexOf(new HostName("compute3"))).Length - plan.Steps.OfType<MoveStep>().Count(move => move.Source.ToString() == "compute3");
        Assert.Equal($"{left}", await opened.Page.InnerTextAsync("tr[data-host]:has-text('compute3') td.num"));

        await opened.Page.ClickAsync("#whole");
        Assert.Equal(whole, await opened.HostsAsync());
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Stepping_through_meets_every_moment_at_which_a_move_begins_or_ends()
    {
        (_, Plan plan) = shown.Drained;
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(Desk));
        string Told() => opened.Page.Locator("#moment-shown").TextContentAsync().GetAwaiter().GetResult()!;
        List<string> told = [];
        do
        {
            told.Add(Told());
            await opened.Page.PressAsync("#on", "Enter");
        }
        while (Told() != told[^1] && told.Count < 100);

        int moves = plan.Steps.OfType<MoveStep>().Count();
        Assert.Equal("the whole plan, before and after", told[0]);
        Assert.Contains($"{moves} of {moves} moves done", told[^1], StringComparison.Ordinal);
        Assert.All(Enumerable.Range(0, moves), done => Assert.Contains(told, text => text.Contains($" {done} of {moves} moves done, under way: ", StringComparison.Ordinal)));

        for (int i = told.Count - 2; i >= 1; i--)
        {
            await opened.Page.ClickAsync("#back");
            Assert.Equal(told[i], Told());
        }

        opened.AssertQuiet();
    }

    [Fact]
    public async Task The_filter_leaves_the_hosts_the_steps_and_the_bands_that_have_to_do_with_an_instance()
    {
        (Cluster cluster, Plan plan) = shown.Drained;
        MoveStep move = plan.Steps.OfType<MoveStep>().First();
        string name = cluster.Instances[cluster.IndexOf(move.Instance)].Name;
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(Desk));
        ILocator hosts = opened.Page.Locator("tr[data-host]:visible");
        ILocator bands = opened.Page.Locator("svg g[data-find]:visible");
        (int allHosts, int allBands) = (await hosts.CountAsync(), await bands.CountAsync());

        await opened.Page.FillAsync("#filter", name.ToUpperInvariant());
        Assert.Equal(
            new[] { move.Source.ToString(), move.Destination.ToString() }.Order(StringComparer.Ordinal),
            (await hosts.Locator(".name").AllInnerTextsAsync()).Select(text => text.Split('\n')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(2, await bands.CountAsync());
        Assert.Single(await opened.Page.Locator("tr[data-find]:visible", new PageLocatorOptions { HasText = $"{name}: " }).AllAsync());

        await opened.Page.FillAsync("#filter", "");
        Assert.Equal((allHosts, allBands), (await hosts.CountAsync(), await bands.CountAsync()));
        opened.AssertQuiet();
    }

    [Fact]
    public async Task The_filter_opens_a_fold_with_what_it_finds_and_closes_it_again()
    {
        (Cluster cluster, Plan plan) = shown.Drained;
        HashSet<HostName> changed = [.. plan.Steps.OfType<MoveStep>().SelectMany(move => new[] { move.Source, move.Destination })];
        string resting = cluster.Hosts.First(host => !changed.Contains(host.Name)).Name.ToString();
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(Desk));
        ILocator row = opened.Page.Locator("details tr[data-find]", new PageLocatorOptions { HasText = resting });
        Assert.False(await row.IsVisibleAsync());
        await opened.Page.FillAsync("#filter", resting);
        Assert.True(await row.IsVisibleAsync());
        await opened.Page.FillAsync("#filter", "");
        Assert.False(await row.IsVisibleAsync());
    }

    [Fact]
    public async Task Under_the_pointer_a_band_says_its_step()
    {
        (Cluster cluster, Plan plan) = shown.Drained;
        MoveStep move = plan.Steps.OfType<MoveStep>().First();
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(Desk));
        ILocator band = opened.Page.Locator("svg g[data-find] rect", new PageLocatorOptions { Has = opened.Page.Locator("title", new PageLocatorOptions { HasText = $"{move.Id}. live" }) }).First;
        await band.HoverAsync();
        string name = cluster.Instances[cluster.IndexOf(move.Instance)].Name;
        Assert.StartsWith($"{move.Id}. live {name}: {move.Source} -> {move.Destination}, 0:00:", await band.Locator("title").TextContentAsync(), StringComparison.Ordinal);
        Assert.True(await band.EvaluateAsync<bool>("band => band.matches(':hover')"), "something lies over the band");
    }

    [Fact]
    public async Task Without_script_everything_is_there_but_slider_and_filter()
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(Desk, HasScript: false));
        (Cluster cluster, Plan plan) = shown.Drained;
        string text = await opened.Page.InnerTextAsync("main");
        Assert.All(plan.Steps.OfType<MoveStep>(), move => Assert.Contains(cluster.Instances[cluster.IndexOf(move.Instance)].Name + ": ", text, StringComparison.Ordinal));
        Assert.All(plan.Levels, level => Assert.Contains(level.Name, text, StringComparison.Ordinal));
        Assert.False(await opened.Page.IsVisibleAsync("#moment"));
        foreach (ILocator fold in await opened.Page.Locator("summary").AllAsync())
        {
            await fold.ClickAsync();
        }

        Assert.Equal(cluster.Hosts.Length, await opened.Page.Locator("td.name:visible").CountAsync());
    }

    /// <summary>Of "1 → 2 / 3 | 4 / 5" what holds before (0), "1 / 3 | 4 / 5", or after (1), "2 / 3 | 4 / 5".</summary>
    private static string Ends(string amounts, int at) => string.Join(" | ", amounts.Split(" | ").Select(amount =>
    {
        string[] parts = amount.Split(" / ");
        string[] values = parts[0].Split(" → ");
        return $"{values[Math.Min(at, values.Length - 1)]} / {parts[1]}";
    }));
}
