using System.Globalization;
using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>Two thousand pictures: only what is on screen is sent, wherever one scrolls.</summary>
public class LargeGalleryTests(Chromium chromium)
{
    private const int Pictures = 2_000,
        MostNodes = 2_500,
        MostTiles = 80,
        MostBytes = 900_000;

    [Fact]
    public async Task Two_thousand_pictures_scroll_and_only_what_is_on_screen_is_sent()
    {
        await using BrowserStudio studio = await FullAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        long sent = 0;
        int asked = 0;
        window.Page.WebSocket += (_, socket) =>
            socket.FrameReceived += (_, frame) =>
                Interlocked.Add(ref sent, (frame.Binary ?? []).Length + (frame.Text ?? "").Length);
        window.Page.Request += (_, request) =>
        {
            if (request.Url.Contains("/files/pictures/", StringComparison.Ordinal))
                Interlocked.Increment(ref asked);
        };
        await window.GoAsync("/gallery", "Gallery");
        await Expect(window.Page.GetByText("2000 pictures")).ToBeVisibleAsync();
        await AssertShowsAsync(window.Page, Pictures);
        await ScrollAsync(window.Page, "document.documentElement.scrollHeight");
        await AssertShowsAsync(window.Page, 1);
        await ScrollAsync(window.Page, "document.documentElement.scrollHeight / 2");
        await AssertShowsAsync(window.Page, null);
        await ScrollAsync(window.Page, "0");
        await AssertShowsAsync(window.Page, Pictures);
        Assert.InRange(Interlocked.Read(ref sent), 1, MostBytes);
        Assert.InRange(asked, 1, 4 * MostTiles);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Back_leads_to_the_same_place()
    {
        await using BrowserStudio studio = await FullAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        await AssertShowsAsync(window.Page, Pictures);
        await ScrollAsync(window.Page, "document.documentElement.scrollHeight");
        await AssertShowsAsync(window.Page, 1);
        await window.Page.WaitForFunctionAsync("() => (history.state?.galleryPlace ?? 0) > 800");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Queue", Exact = true }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Queue", Level = 1 }).WaitForAsync();
        await window.Page.GoBackAsync();
        await AssertShowsAsync(window.Page, 1);
        window.AssertNothingWentWrong();
    }

    /// <summary>A studio that finds two thousand pictures in its folder.</summary>
    private static async Task<BrowserStudio> FullAsync()
    {
        BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.Zero;
        long first = Assert.Single(
            await studio.DrawAsync(
                new JobRequest
                {
                    Prompt = "a red disc",
                    Seed = 1,
                    KeepSteps = false,
                }
            )
        );
        byte[] png = studio.Gallery.Png(first)!;
        await studio.StopAsync();
        string folder = Path.Combine(studio.Data, "pictures");
        string kept = Assert.Single(Directory.GetFiles(folder, "*.png"));
        string digits = Path.GetFileNameWithoutExtension(kept);
        for (int i = 2; i <= Pictures; i++)
            await File.WriteAllBytesAsync(
                Path.Combine(folder, i.ToString($"D{digits.Length}", CultureInfo.InvariantCulture) + ".png"),
                png
            );
        await studio.StartAgainAsync();
        return studio;
    }

    private static Task ScrollAsync(IPage page, string to) => page.EvaluateAsync($"() => scrollTo(0, {to})");

    /// <summary>
    /// Asserts that a picture is seen, if one is named, every tile shows its own, and not too much is there.
    /// </summary>
    private static async Task AssertShowsAsync(IPage page, long? picture)
    {
        if (picture is not null)
            await Expect(page.Locator($".tile[data-picture='{picture}']")).ToBeInViewportAsync();
        await page.WaitForFunctionAsync(
            """
            () => {
                const tiles = [...document.querySelectorAll(".tile")].filter(tile => {
                    const box = tile.getBoundingClientRect();
                    return box.bottom > 70 && box.top < innerHeight;
                });
                return tiles.length > 2 && tiles.every(tile => {
                    const image = tile.querySelector("img");
                    return image.complete && image.naturalWidth > 0
                        && image.src.endsWith(`/${tile.dataset.picture}.png`);
                });
            }
            """
        );
        Assert.InRange(await page.Locator(".tile").CountAsync(), 3, MostTiles);
        Assert.InRange(await page.EvaluateAsync<int>("() => document.querySelectorAll('*').length"), 1, MostNodes);
    }
}
