using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>The README's picture is the page as it is now.</summary>
public sealed class PictureTests(Browser browser, Shown shown)
{
    private const string Accept = "REBALANCER_ACCEPT";

    // Another build of the browser may smooth edges otherwise; another row, layout or colour differs in more. A single digit does not.
    private const double MostDiffering = 0.002;

    // The page takes the reader's own font; the picture one that Debian's Chromium comes with, whatever else is installed.
    private const string Font = "body, .picture text { font-family: 'Liberation Sans' !important; }";

    private static readonly string File = Repository.PathOf("src", "Rebalancer.Previews", "plan.png");

    [Fact]
    public async Task The_READMEs_picture_shows_the_page_down_to_its_time_line()
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Pinned, new Look(1120));
        await opened.Page.AddStyleTagAsync(new PageAddStyleTagOptions { Content = Font });
        LocatorBoundingBoxResult end = (await opened.Page.Locator("main .picture").First.BoundingBoxAsync())!;
        byte[] now = await opened.Page.ScreenshotAsync(new PageScreenshotOptions
        {
            FullPage = true,
            Clip = new Clip { X = 0, Y = 0, Width = 1120, Height = (float)Math.Ceiling(end.Y + end.Height) + 24 },
        });
        double differing = await DifferingAsync(opened.Page, await System.IO.File.ReadAllBytesAsync(File, TestContext.Current.CancellationToken), now);
        if (differing > MostDiffering && Environment.GetEnvironmentVariable(Accept) == "1")
        {
            await System.IO.File.WriteAllBytesAsync(File, now, TestContext.Current.CancellationToken);
            return;
        }

        Assert.True(differing <= MostDiffering, $"{File} differs from the page in {differing:P1} of its pixels. To take it anew, run the tests once with {Accept}=1, and look at it.");
    }

    /// <summary>The share of pixels that differ to the eye; 1 where the sizes differ.</summary>
    private static Task<double> DifferingAsync(IPage page, byte[] left, byte[] right) => page.EvaluateAsync<double>("""
        async pictures => {
            const drawn = await Promise.all(pictures.map(async picture => {
                const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(picture), c => c.charCodeAt(0))], { type: "image/png" }));
                const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
                const context = canvas.getContext("2d");
                context.drawImage(bitmap, 0, 0);
                return context.getImageData(0, 0, bitmap.width, bitmap.height);
            }));
            const [a, b] = drawn;
            if (a.width !== b.width || a.height !== b.height) return 1;
            let differing = 0;
            for (let i = 0; i < a.data.length; i += 4) {
                if (Math.abs(a.data[i] - b.data[i]) + Math.abs(a.data[i + 1] - b.data[i + 1]) + Math.abs(a.data[i + 2] - b.data[i + 2]) > 60) differing++;
            }
            return differing / (a.width * a.height);
        }
        """, new[] { Convert.ToBase64String(left), Convert.ToBase64String(right) });
}
