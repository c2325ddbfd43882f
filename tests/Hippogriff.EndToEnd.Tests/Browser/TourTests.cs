using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>The tour, by keyboard: from chapter to chapter, the live parts, the switch of the formula.</summary>
public class TourTests(Chromium chromium)
{
    [Fact]
    public async Task All_eight_chapters_follow_one_another_by_keyboard()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/tour", "The tour");
        ILocator contents = window.Page.Locator(".tour-contents a");
        await Expect(contents).ToHaveCountAsync(8);
        string[] titles = [.. await contents.AllInnerTextsAsync()];
        await contents.First.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        foreach (string title in titles)
        {
            await window.Page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 1 }).WaitForAsync();
            await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Try it", Level = 2 }).WaitForAsync();
            if (title == titles[^1])
                break;
            await window.Page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Next: ") }).FocusAsync();
            await window.Page.Keyboard.PressAsync("Enter");
        }
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Dots_fall_on_a_picture_as_the_slider_says_and_the_formula_is_behind_a_switch()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await studio.DrawAsync(new JobRequest { Prompt = "a green disc", Seed = 3 });
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/tour/dots-on-a-picture", "Dots on a picture");
        ILocator picture = window.Page.Locator(".tour-picture img"),
            formula = window.Page.GetByText("src/Hippogriff/Denoising/Families/Flow.cs");
        await picture.WaitForAsync();
        string? before = await picture.GetAttributeAsync("src");
        await window.Page.GetByRole(AriaRole.Slider).PressAsync("End");
        await Expect(window.Page.GetByText("Dots 100 of 100")).ToBeVisibleAsync();
        await Expect(picture).Not.ToHaveAttributeAsync("src", before!);
        await Expect(formula).Not.ToBeVisibleAsync();
        await window.Page.GetByText("Formula and file").PressAsync("Enter");
        await Expect(formula).ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_hint_in_words_is_drawn_and_steps_of_it_are_looked_through()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/tour/a-hint-in-words", "A hint in words");
        await window.Page.GetByLabel("Words").FillAsync("a green disc");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
        await window.Page.Locator("[data-state=Done]").WaitForAsync();
        Assert.Equal(
            ("a green disc", 3L),
            (studio.Gallery.Find(1)!.Settings.Prompt, studio.Gallery.Find(1)!.Settings.Seed)
        );
        await window.GoAsync("/tour/cleaning-step-by-step", "Cleaning, step by step");
        await window.Page.GetByRole(AriaRole.Slider).PressAsync("ArrowRight");
        await Expect(window.Page.Locator(".tour-pair img").First)
            .ToHaveAttributeAsync("src", "files/pictures/1/steps/1/noisy.png");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_picture_is_hidden_in_dots_and_found_again()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await studio.DrawAsync(new JobRequest { Prompt = "a green disc", Seed = 3 });
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/tour/hidden-pictures", "Hidden pictures");
        await window.Page.GetByAltText("Dots in which a green disc is hidden").WaitForAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Find it again" }).PressAsync("Enter");
        await window
            .Page.GetByAltText("What was found: the outline of a green disc, white where it is near")
            .WaitForAsync();
        window.AssertNothingWentWrong();
    }
}
