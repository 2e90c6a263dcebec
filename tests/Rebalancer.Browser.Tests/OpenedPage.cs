using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>A page in a window. Nothing of it may fail, fetch or write to the console, from its first byte until it is closed.</summary>
public sealed class OpenedPage : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private OpenedPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
        page.Console += (_, message) => complaints.Add($"console, {message.Type}: {message.Text}");
        page.PageError += (_, error) => complaints.Add($"error: {error}");
        page.Request += (_, request) =>
        {
            if (!request.IsNavigationRequest)
            {
                complaints.Add($"fetched: {request.Url}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>What the page complained of so far.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <summary>From asking for the page until its scripts have run, in milliseconds.</summary>
    public double LoadedAfter { get; private set; }

    public static async Task<OpenedPage> OpenAsync(IBrowserContext context, string file)
    {
        OpenedPage opened = new(context, await context.NewPageAsync());
        await opened.Page.GotoAsync(new Uri(file).AbsoluteUri);
        opened.LoadedAfter = await opened.Page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].loadEventEnd");
        return opened;
    }

    /// <summary>How many CSS pixels of the page stick out of the window to the right.</summary>
    public Task<int> OverflowAsync() => Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

    /// <summary>What each host's row says of what it holds, by the name of the host.</summary>
    public async Task<Dictionary<string, string>> HostsAsync() => await Page.EvaluateAsync<Dictionary<string, string>>("""
        Object.fromEntries([...document.querySelectorAll("tr[data-host]")].map(row =>
            [row.querySelector(".name").firstChild.textContent, [...row.querySelectorAll(".amount")].map(amount => amount.textContent).join(" | ")]))
        """);

    /// <summary>Sets the slider to a share of the plan's time, as a hand on it would.</summary>
    public Task SlideAsync(double share) => Page.Locator("#moment").EvaluateAsync(
        "(slider, share) => { slider.value = share * slider.max; slider.dispatchEvent(new Event('input', { bubbles: true })); }", share);

    /// <summary>Fails where the page has complained.</summary>
    public void AssertQuiet() => Assert.Empty(complaints);

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
