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
    public async Task With_Shift_all_from_the_last_choice_are_chosen()
    {
        await using BrowserStudio studio = await FilledAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        ILocator boxes = window.Page.Locator(".tile").GetByRole(AriaRole.Checkbox),
            said = window.Page.Locator(".selection p");
        await boxes.Nth(0).CheckAsync();
        await Expect(said).ToHaveTextAsync("1 picture selected");
        await boxes.Nth(2).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] });
        await Expect(said).ToHaveTextAsync("3 pictures selected");
        await Expect(boxes.Nth(1)).ToBeCheckedAsync();
        await boxes.Nth(1).ClickAsync(new() { Modifiers = [KeyboardModifier.Shift] }); // and away again, up to it
        await Expect(said).ToHaveTextAsync("1 picture selected");
        await Expect(boxes.Nth(0)).ToBeCheckedAsync();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Pictures_of_one_drawing_are_a_stack_that_opens()
    {
        await using BrowserStudio studio = await FilledAsync();
        await studio.DrawAsync(
            new JobRequest
            {
                Prompt = "a stack",
                Seed = 5,
                Count = 5,
            }
        );
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        ILocator tiles = window.Page.Locator(".tile"),
            stack = window.Page.Locator(".stack");
        await Expect(tiles).ToHaveCountAsync(4);
        await Expect(stack).ToContainTextAsync("5 pictures");
        await stack.GetByRole(AriaRole.Checkbox).CheckAsync();
        await Expect(window.Page.Locator(".selection p")).ToHaveTextAsync("5 pictures selected");
        await stack.GetByRole(AriaRole.Button, new() { Name = "Show all pictures of a stack" }).First.ClickAsync();
        await Expect(tiles).ToHaveCountAsync(8);
        await tiles.First.GetByRole(AriaRole.Button, new() { Name = "Stack them" }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(4);
        await stack.GetByRole(AriaRole.Button, new() { Name = "Throw 5 pictures away" }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(3);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(tiles).ToHaveCountAsync(4);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_drawn_picture_hides_in_dots_and_is_found_again()
    {
        await using BrowserStudio studio = await FilledAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery?picture=1", "Gallery");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Hide it in dots" }).ClickAsync();
        await window.Page.Locator("img[data-look=dots]").WaitForAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Find it for me" }).ClickAsync();
        await window.Page.Locator("img[data-look=found]").WaitForAsync();
        await LookTests.AssertFitsAsync(window.Page);
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
