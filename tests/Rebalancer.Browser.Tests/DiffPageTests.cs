using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>The page that tells two plans apart.</summary>
public sealed class DiffPageTests(Browser browser, Shown shown)
{
    [Theory]
    [MemberData(nameof(Look.All), MemberType = typeof(Look))]
    public async Task It_fits_the_window_and_complains_of_nothing(int width, ColorScheme scheme)
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Diff, new Look(width, scheme));
        Assert.InRange(await opened.OverflowAsync(), int.MinValue, 0);
        Assert.Empty(await opened.Page.EvaluateAsync<string[]>(Contrast.OfTexts));
        opened.AssertQuiet();
    }

    [Fact]
    public async Task It_says_who_moves_otherwise()
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Diff, new Look(1280, HasScript: false));
        string text = await opened.Page.InnerTextAsync("main");
        Assert.Contains("Drain compute3, compute4", text, StringComparison.Ordinal);
        Assert.Matches(@"Moves otherwise \(\d+\)", text);
    }
}
