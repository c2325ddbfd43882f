using Hippogriff.Insight.Meaning;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Pipelines;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The page that <c>hippogriff map --out NAME.html</c> writes, opened from the disk, without any server.
/// </summary>
public class MapFileTests(Chromium chromium)
{
    [Fact]
    public async Task It_zooms_moves_searches_and_names_those_most_alike()
    {
        using TemporaryFolder folder = new();
        string path = folder.In("map.html");
        using (NetworkModel model = TinyModel.Create())
        {
            MeaningMap map = MeaningMaps.Of(
                model,
                new MapPlan(
                    [
                        new WordGroup("colours", ["red", "green", "blue"], "a {0} square"),
                        new WordGroup("shapes", ["square"]),
                    ],
                    All: true
                )
            );
            await File.WriteAllTextAsync(path, MapPage.Write(map, map.Wander(model, "a red square")));
        }
        IBrowser browser = await chromium.BrowserAsync();
        await using IBrowserContext context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = 1024, Height = 768 },
                Offline = true,
            }
        );
        IPage page = await context.NewPageAsync();
        List<string> faults = [];
        page.Console += (_, message) => faults.Add(message.Text);
        page.PageError += (_, error) => faults.Add(error);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await Expect(page.Locator(".point")).ToHaveCountAsync(5);
        await Expect(page.Locator(".point image")).ToHaveCountAsync(3);
        await Expect(page.Locator(".trail circle")).ToHaveCountAsync(3);
        await InsideTests.AssertZoomsAndMovesAsync(page);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find" }).FillAsync("gre");
        await Expect(page.Locator(".point.faded")).ToHaveCountAsync(4);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find" }).PressAsync("Enter");
        await Expect(page.Locator("[data-map=chosen] h2")).ToHaveTextAsync("green");
        await Expect(page.Locator("[data-map=chosen] li button")).ToHaveCountAsync(4);
        string next = (await page.Locator("[data-map=chosen] li button").First.InnerTextAsync()).Split(' ')[0];
        await page.Locator("[data-map=chosen] li button").First.ClickAsync();
        await Expect(page.Locator("[data-map=chosen] h2")).ToHaveTextAsync(next);
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Find" }).FillAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "blue, colours" }).ClickAsync();
        await Expect(page.Locator("[data-map=chosen] h2")).ToHaveTextAsync("blue");
        Assert.Empty(faults);
        await page.GetByRole(AriaRole.Button, new() { Name = "Whole map" }).ClickAsync();
        double large = await HeightAsync(page);
        await page.SetViewportSizeAsync(360, 740);
        double small = await HeightAsync(page);
        Assert.True(
            small > 0.9 * large,
            $"On a phone a word is {small:0.0} pixels high, and {large:0.0} on a large screen."
        );
    }

    /// <summary>Height of a word on the screen in pixels, when the map is drawn for its size.</summary>
    private static async Task<double> HeightAsync(IPage page)
    {
        await page.EvaluateAsync(
            "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
        );
        return await page.Locator(".point text")
            .First.EvaluateAsync<double>("text => text.getBoundingClientRect().height");
    }
}
