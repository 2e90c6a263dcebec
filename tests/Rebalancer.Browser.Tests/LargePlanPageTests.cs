using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>A plan for 1,000 hosts is still read from the top.</summary>
public sealed class LargePlanPageTests(Browser browser, Shown shown)
{
    private const int MostBytes = 2_000_000;

    /// <summary>A tenth of it on an idle machine.</summary>
    private const double MostMilliseconds = 5000;

    [Fact]
    public async Task The_page_is_small_and_opens_at_once()
    {
        long bytes = new FileInfo(shown.Large).Length;
        await using OpenedPage opened = await browser.OpenAsync(shown.Large, new Look(1280));
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes / 1e6:0.00} MB, loaded after {opened.LoadedAfter:0} ms");
        Assert.InRange(bytes, 1, MostBytes);
        Assert.InRange(opened.LoadedAfter, 0, MostMilliseconds);
        opened.AssertQuiet();
    }

    [Fact]
    public async Task Hosts_that_give_come_first_then_those_that_take_and_the_others_are_folded_by_zone()
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Large, new Look(1280));
        string[] titles = [.. (await opened.Page.Locator("h2:has-text('Hosts, before and after') ~ .scroll >> nth=0").Locator("tr.line").AllInnerTextsAsync()).Select(text => text.Trim())];
        Assert.Equal("10 hosts with fewer instances", titles[0]);
        Assert.EndsWith("with more instances", titles[^1], StringComparison.Ordinal);
        Assert.Equal(["h0", "h1", "h2"], (await opened.HostsAsync()).Keys.Take(3));

        ILocator folds = opened.Page.Locator("details", new PageLocatorOptions { HasText = " unchanged in zone " });
        Assert.True(await folds.CountAsync() > 1);
        Assert.Equal(await opened.Page.Locator("tr[data-host]").CountAsync(), await opened.Page.Locator("td.name:visible").CountAsync());
        Assert.Equal(1000, await opened.Page.Locator("td.name").CountAsync());
    }

    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task Slider_and_filter_answer_within_a_blink(int width, ColorScheme scheme)
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Large, new Look(width, scheme));
        double slide = await opened.Page.EvaluateAsync<double>("""
            (() => {
                const slider = document.getElementById("moment"), started = performance.now();
                for (let i = 1; i <= 10; i++) { slider.value = i * 100; slider.dispatchEvent(new Event("input")); document.body.getBoundingClientRect(); }
                return (performance.now() - started) / 10;
            })()
            """);
        TestContext.Current.TestOutputHelper?.WriteLine($"one move of the slider: {slide:0} ms");
        Assert.InRange(slide, 0, 500);
        await opened.Page.FillAsync("#filter", "h999");
        Assert.Equal("h999", (await opened.Page.Locator("td.name:visible").AllInnerTextsAsync()).Select(text => text.Trim()).Single());
        Assert.InRange(await opened.OverflowAsync(), int.MinValue, 0);
        opened.AssertQuiet();
    }
}
