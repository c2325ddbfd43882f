using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>A prompt that answers while it is typed, noise that is seen, and what survives a reload.</summary>
public class PromptTests(Chromium chromium)
{
    [Fact]
    public async Task Every_word_says_what_the_model_makes_of_it_while_it_is_typed()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(shippedModel: true);
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        ILocator prompt = Prompt(window),
            chips = window.Page.Locator(".desk .chief .word-chip");
        await prompt.PressSequentiallyAsync("a fox and a qqzz ele");
        await Expect(chips.Filter(new() { HasText = "fox" })).ToContainTextAsync("drawn as cat");
        await Expect(chips.Filter(new() { HasText = "qqzz" })).ToContainTextAsync("left out");
        await Expect(window.Page.Locator(".word-chip.is-begun")).ToContainTextAsync("ele");
        await prompt.FillAsync(string.Join(' ', Enumerable.Repeat("a red cat", 9)));
        await Expect(window.Page.Locator(".word-chip.is-cut")).ToHaveCountAsync(3); // 24 of 27 are read
        await prompt.FillAsync("a fox");
        ILocator offer = chips.Filter(new() { HasText = "fox" }).GetByRole(AriaRole.Button).First;
        string word = await offer.InnerTextAsync();
        await offer.ClickAsync();
        await Expect(prompt).ToHaveValueAsync("a " + word);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "a red apple on a table" }).ClickAsync();
        await Expect(prompt).ToHaveValueAsync("a red apple on a table");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Surprise me" }).ClickAsync();
        await Expect(prompt).Not.ToHaveValueAsync("a red apple on a table");
        await Expect(window.Page.Locator(".word-chip:not(.is-known)")).ToHaveCountAsync(0);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Words_settings_and_results_are_there_again_after_a_reload()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        await window.Page.Locator("details.settings > summary").ClickAsync();
        await window.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("3");
        await Prompt(window).FillAsync("a red disc");
        await Prompt(window).PressAsync("Enter");
        await Expect(window.Page.Locator("[data-state=Done] .picture-stage")).ToHaveCountAsync(1);
        long seed = Assert.Single(studio.Queue.Ended(1)).Order.Seed!.Value;
        await window.Page.WaitForURLAsync($"**/create?prompt=a%20red%20disc&seed={seed}");
        await Prompt(window).PressSequentiallyAsync(" or two");
        await window.Page.WaitForFunctionAsync(
            "() => (sessionStorage.getItem('hippogriff-session') ?? '').includes('or two')"
        );
        await window.Page.ReloadAsync(); // what was typed counts, not the address of what was drawn
        await Expect(Prompt(window)).ToHaveValueAsync("a red disc or two");
        await Expect(window.Page.GetByLabel("Steps", new() { Exact = true })).ToHaveValueAsync("3");
        await Expect(window.Page.Locator("[data-state=Done] .picture-stage")).ToHaveCountAsync(1);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_setting_is_kept_before_another_page_is_shown()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        await window.Page.Locator("details.settings > summary").ClickAsync();
        await window.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("3"); // nothing is drawn
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Gallery", Exact = true }).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Gallery", Level = 1 }).WaitForAsync();
        await window.Page.ReloadAsync();
        await window.GoAsync("/create", "Create");
        await Expect(window.Page.GetByLabel("Steps", new() { Exact = true })).ToHaveValueAsync("3");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_card_shows_how_its_picture_came_and_which_word_did_what()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(model: () => TinyModel.Create());
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        await Prompt(window).FillAsync("a red square");
        await Prompt(window).PressAsync("Enter");
        ILocator card = window.Page.GetByRole(AriaRole.Article, new() { Name = "a red square" });
        await card.GetByRole(AriaRole.Button, new() { Name = "Watch how it came" }).ClickAsync();
        await card.GetByRole(AriaRole.Slider).PressAsync("Home");
        await Expect(card.Locator(".frame.on")).ToHaveAttributeAsync("src", "files/pictures/1/steps/0/noisy.png");
        await card.GetByRole(AriaRole.Button, new() { Name = "Which word did what?" }).ClickAsync();
        await card.GetByRole(AriaRole.Button, new() { Name = "red" }).ClickAsync();
        await Expect(card.Locator("[data-heat='red']")).ToBeVisibleAsync();
        await LookTests.AssertFitsAsync(window.Page);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task The_gallery_keeps_its_search_and_its_large_view_in_the_address()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.Zero;
        foreach (string words in new[] { "a red disc", "a blue disc", "the moon" })
            await studio.DrawAsync(new JobRequest { Prompt = words, Seed = 3 });
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/gallery", "Gallery");
        await window.Page.GetByLabel("Search prompts").FillAsync("disc");
        await Expect(window.Page.Locator(".tile")).ToHaveCountAsync(2);
        await window.Page.Locator(".tile .picture").First.ClickAsync();
        ILocator title = window.Page.Locator("#large-title");
        await Expect(title).ToHaveTextAsync("a blue disc");
        await Expect(title).ToBeVisibleAsync(); // from then on it hears keys
        await window.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(title).ToHaveTextAsync("a red disc");
        await window.Page.WaitForURLAsync("**/gallery?q=disc&picture=1");
        await window.Page.ReloadAsync();
        await Expect(title).ToHaveTextAsync("a red disc");
        await LookTests.AssertFitsAsync(window.Page);
        await window.Page.Keyboard.PressAsync("Escape");
        await Expect(title).ToHaveCountAsync(0);
        await Expect(window.Page.GetByLabel("Search prompts")).ToHaveValueAsync("disc");
        await Expect(window.Page.Locator(".tile")).ToHaveCountAsync(2);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task What_a_model_can_draw_is_listed_and_drawn()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.Zero;
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/words?model=first", "What it can draw");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw a picture of each" }).ClickAsync();
        ILocator owl = window.Page.GetByRole(AriaRole.Link, new() { Name = "owl", Exact = true });
        await Expect(owl.Locator("img")).ToBeVisibleAsync();
        await owl.ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Create", Level = 1 }).WaitForAsync();
        await Expect(Prompt(window)).ToHaveValueAsync("an owl");
        window.AssertNothingWentWrong();
    }

    private static ILocator Prompt(Window window) => window.Page.GetByLabel("Prompt", new() { Exact = true });
}
