using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The map of the shipped model's words can be read at every width, and prompts lie where their things lie.
/// </summary>
public class MapLookTests(Chromium chromium)
{
    /// <summary>Pairs of shown names, and pairs of pictures, that cover one another.</summary>
    private const string Covering = """
        () => {
            const pairs = (nodes, least) => {
                const boxes = nodes.map(node =>
                    [node.textContent || node.parentNode.parentNode.textContent, node.getBoundingClientRect()]);
                return boxes.flatMap(([a, p], i) => boxes.slice(i + 1)
                    .filter(([, q]) => Math.min(p.right, q.right) - Math.max(p.left, q.left) > least
                        && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > least)
                    .map(([b]) => `${a} and ${b}`));
            };
            const all = name => [...document.querySelectorAll(`[data-map=view] ${name}`)];
            const shown = all("text").filter(text => text.style.visibility !== "hidden");
            return [...pairs(shown, 3), ...pairs(all(".icon image"), 4)];
        }
        """;

    /// <summary>The least contrast of a group's name with the paper.</summary>
    private const string Contrast = """
        () => {
            const sheet = new OffscreenCanvas(1, 1).getContext("2d");
            const light = colour => {
                sheet.fillStyle = colour;
                sheet.fillRect(0, 0, 1, 1);
                const [r, g, b] = [...sheet.getImageData(0, 0, 1, 1).data].map(v => v / 255)
                    .map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                return .2126 * r + .7152 * g + .0722 * b;
            };
            const paper = light(getComputedStyle(document.querySelector("[data-map=view]")).backgroundColor);
            const labels = [...document.querySelectorAll("[data-map=view] .label")];
            return Math.min(...labels.map(label => light(getComputedStyle(label).fill))
                .map(ink => (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05)));
        }
        """;

    [Fact]
    public async Task Nothing_is_covered_at_three_widths()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        await using Window window = await Window.OpenAsync(chromium, studio, dark: true);
        IPage page = window.Page;
        await window.GoAsync("/inside/map", "Words as coordinates");
        ILocator points = page.Locator("[data-map=view] .point");
        await Expect(points.Nth(99)).ToBeAttachedAsync();
        await page.GetByLabel("A prompt, as you type it").FillAsync("a red apple on a table");
        await Expect(page.GetByText("“a red apple on a table”: apple ")).ToBeVisibleAsync();
        foreach ((int width, int height) in new[] { (1440, 900), (900, 900), (390, 844) })
        {
            await page.SetViewportSizeAsync(width, height);
            await AssertNothingCoversAsync(page);
            await page.ReloadAsync();
            await AssertNothingCoversAsync(page);
            Assert.InRange(await page.EvaluateAsync<double>(Contrast), 4.5, 21);
            Assert.InRange((await page.Locator("[data-map=view]").BoundingBoxAsync())!.Y, 0, 0.7 * height);
            await LookTests.AssertFitsAsync(page);
        }
        ILocator hidden = points.Filter(new() { Has = page.Locator("text[style*=hidden]") }).First;
        string name = await hidden.Locator("text").TextContentAsync() ?? "";
        await hidden.FocusAsync();
        await Expect(page.Locator("[data-map=view] .front text")).ToHaveTextAsync(name);
        window.AssertNothingWentWrong();
    }

    /// <summary>Everything finds a place of its own as soon as the window has its size.</summary>
    private static async Task AssertNothingCoversAsync(IPage page)
    {
        await Expect(page.Locator("[data-map=view] .trail circle").Nth(3)).ToBeAttachedAsync();
        string[] covering = await page.EvaluateAsync<string[]>(Covering);
        for (int frames = 0; covering.Length > 0 && frames < 40; frames++)
        {
            await page.EvaluateAsync("() => new Promise(next => requestAnimationFrame(next))");
            covering = await page.EvaluateAsync<string[]>(Covering);
        }
        Assert.Empty(covering);
    }
}
