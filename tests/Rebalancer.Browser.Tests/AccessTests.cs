using Microsoft.Playwright;

namespace Rebalancer.Browser.Tests;

/// <summary>What somebody who hears the page is told of its pictures and tools.</summary>
public sealed class AccessTests(Browser browser, Shown shown)
{
    [Theory]
    [InlineData("drain")]
    [InlineData("pinned")]
    [InlineData("diff")]
    public async Task Every_picture_has_a_name_or_the_same_in_words_beside_it(string name)
    {
        await using OpenedPage opened = await browser.OpenAsync(shown[name], new Look(1280));
        string[] mute = await opened.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll("svg")]
                .filter(svg => svg.getAttribute("role") === "img"
                    ? !svg.getAttribute("aria-label")
                    : svg.getAttribute("aria-hidden") !== "true" || (svg.getBoundingClientRect().width > 0 && svg.parentElement.textContent.trim() === ""))
                .map(svg => svg.outerHTML.slice(0, 200))
            """);
        Assert.Empty(mute);
    }

    [Fact]
    public async Task Every_tool_has_a_name_and_can_be_reached_with_the_keyboard()
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Drain, new Look(1280));
        List<string> reached = [];
        for (int i = 0; i < 5; i++)
        {
            await opened.Page.Keyboard.PressAsync("Tab");
            reached.Add(await opened.Page.EvaluateAsync<string>("document.activeElement.id"));
        }

        Assert.Equal(["moment", "back", "on", "whole", "filter"], reached);
        Assert.True(await opened.Page.GetByRole(AriaRole.Slider, new PageGetByRoleOptions { Name = "Moment of the plan" }).IsVisibleAsync());
        Assert.True(await opened.Page.GetByRole(AriaRole.Searchbox, new PageGetByRoleOptions { Name = "Filter" }).IsVisibleAsync());
        await opened.Page.FocusAsync("#moment");
        await opened.Page.Keyboard.PressAsync("End");
        Assert.Contains("5 of 5 moves done", await opened.Page.Locator("#moment-shown").TextContentAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_table_names_its_columns()
    {
        await using OpenedPage opened = await browser.OpenAsync(shown.Pinned, new Look(1280));
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("[...document.querySelectorAll('table')].filter(table => !table.querySelector('thead th[scope=col]')).length"));
    }
}
