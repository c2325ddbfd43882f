using System.IO.Compression;
using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>Finding, liking, throwing away, bringing back, using again.</summary>
public class GalleryTests(Chromium chromium)
{
    [Fact]
    public async Task Words_and_favourites_find_pictures()
    {
        await using BrowserStudio studio = await FilledAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        ILocator tiles = window.Page.Locator(".tile");
        await Expect(tiles).ToHaveCountAsync(3);
        await window.Page.GetByLabel("Search prompts").FillAsync("disc blue");
        await Expect(tiles).ToHaveCountAsync(1);
        await tiles.GetByRole(AriaRole.Button, new() { Name = "Favourite" }).ClickAsync();
        await window.Page.GetByLabel("Search prompts").FillAsync("");
        await Expect(tiles).ToHaveCountAsync(3);
        await window.Page.GetByLabel("Show").SelectOptionAsync("Favourites");
        await Expect(tiles).ToHaveCountAsync(1);
        await Expect(tiles).ToContainTextAsync("a blue disc");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task The_search_takes_no_more_than_the_longest_prompt()
    {
        await using BrowserStudio studio = await FilledAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        ILocator search = window.Page.GetByLabel("Search prompts");
        Assert.Equal("2000", await search.GetAttributeAsync("maxlength"));
        await search.FocusAsync();
        await window.Page.Keyboard.InsertTextAsync(new string('x', 5_000));
        Assert.Equal(2_000, (await search.InputValueAsync()).Length);
        await Expect(window.Page.Locator(".tile")).ToHaveCountAsync(0);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task What_was_thrown_away_comes_back_with_undo()
    {
        await using BrowserStudio studio = await FilledAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        ILocator tiles = window.Page.Locator(".tile");
        await tiles
            .Filter(new() { HasText = "a red disc" })
            .GetByRole(AriaRole.Button, new() { Name = "Throw away" })
            .ClickAsync();
        await Expect(tiles).ToHaveCountAsync(2);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(3);
        Assert.Equal(3, studio.Gallery.Search(new()).Count);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Settings_of_a_picture_are_used_again_and_give_the_same_picture()
    {
        await using BrowserStudio studio = await FilledAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        await window
            .Page.Locator(".tile")
            .Filter(new() { HasText = "a blue disc" })
            .GetByRole(AriaRole.Link, new() { Name = "Use again" })
            .ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Create", Exact = true }).WaitForAsync();
        await Expect(window.Page.GetByLabel("Prompt", new() { Exact = true })).ToHaveValueAsync("a blue disc");
        await Expect(window.Page.GetByLabel("Seed", new() { Exact = true })).ToHaveValueAsync("12");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
        await Expect(window.Page.Locator("[data-state=Done]")).ToHaveCountAsync(1);
        long[] blue = [.. studio.Gallery.Search(new("blue")).Select(picture => picture.Id)];
        Assert.Equal(2, blue.Length);
        Assert.Equal(studio.Gallery.Png(blue[0]), studio.Gallery.Png(blue[1]));
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_selection_is_downloaded_as_one_zip()
    {
        await using BrowserStudio studio = await FilledAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        foreach (string words in new[] { "a red disc", "a blue disc" })
            await window
                .Page.Locator(".tile")
                .Filter(new() { HasText = words })
                .GetByRole(AriaRole.Checkbox)
                .CheckAsync();
        IDownload download = await window.Page.RunAndWaitForDownloadAsync(() =>
            window.Page.GetByRole(AriaRole.Link, new() { Name = "Download zip" }).ClickAsync()
        );
        Assert.Equal("hippogriff-pictures.zip", download.SuggestedFilename);
        using ZipArchive zip = ZipFile.OpenRead(await download.PathAsync());
        Assert.Equal(2, zip.Entries.Count);
        Assert.Contains(
            zip.Entries,
            entry => entry.FullName.EndsWith("a-blue-disc-12.png", StringComparison.Ordinal) && entry.Length > 100
        );
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Only_what_is_on_screen_is_sent_and_Back_leads_to_the_same_place()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.Zero;
        for (int i = 0; i < 6; i++)
            await studio.DrawAsync(
                new JobRequest
                {
                    Prompt = "a red disc",
                    Seed = 16 * i,
                    Count = 16,
                    Steps = 1,
                    KeepSteps = false,
                }
            );
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        await Expect(window.Page.GetByText("96 pictures")).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".tile[data-picture='96']")).ToBeVisibleAsync();
        Assert.InRange(await window.Page.Locator(".tile").CountAsync(), 3, 60);
        ILocator oldest = window.Page.Locator(".tile[data-picture='1']");
        await window.Page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight)");
        await Expect(oldest).ToBeVisibleAsync();
        Assert.InRange(await window.Page.Locator(".tile").CountAsync(), 3, 60);
        await window.Page.WaitForFunctionAsync("() => (history.state?.galleryPlace ?? 0) > 800");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Queue", Exact = true }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Queue", Level = 1 }).WaitForAsync();
        await window.Page.GoBackAsync();
        await Expect(oldest).ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    private static async Task<BrowserStudio> FilledAsync()
    {
        BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.Zero;
        foreach ((string prompt, long seed) in new[] { ("a red disc", 11L), ("a blue disc", 12L), ("the moon", 13L) })
            await studio.DrawAsync(new JobRequest { Prompt = prompt, Seed = seed });
        return studio;
    }
}
