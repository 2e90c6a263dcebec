using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Rebalancer.Browser.Tests.Browser))]

namespace Rebalancer.Browser.Tests;

/// <summary>Debian's Chromium without a window, started once; Playwright only drives it and fetches nothing.</summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";

    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium))
        {
            throw new FileNotFoundException($"There is no {Chromium}. On Debian: apt-get install -y chromium; or let .ci/run browser do it.");
        }

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium });
    }

    /// <summary>Opens a file in a window of its own, and notes whatever the page complains of.</summary>
    public async Task<OpenedPage> OpenAsync(string file, Look look)
    {
        IBrowserContext context = await browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = look.Width, Height = 900 },
            ColorScheme = look.Scheme,
            JavaScriptEnabled = look.HasScript,
            Offline = true,
        });
        return await OpenedPage.OpenAsync(context, file);
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }
}

/// <summary>How a page is looked at.</summary>
/// <param name="Width">The width of the window in CSS pixels.</param>
/// <param name="Scheme">Which colours the reader's system asks for.</param>
/// <param name="HasScript">Whether scripts may run.</param>
public sealed record Look(int Width, ColorScheme Scheme = ColorScheme.Light, bool HasScript = true)
{
    /// <summary>A telephone and a desk, by day and by night.</summary>
    public static TheoryData<int, ColorScheme> All => new() { { 480, ColorScheme.Light }, { 480, ColorScheme.Dark }, { 1280, ColorScheme.Light }, { 1280, ColorScheme.Dark } };
}
