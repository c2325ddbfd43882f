using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>What the pages of Look inside showed is there again after a reload and on the way back.</summary>
public class InsideKeptTests(Chromium chromium)
{
    [Fact]
    public async Task A_map_is_there_again_with_its_prompts()
    {
        await using BrowserStudio studio = await InsideTests.TinyAsync();
        await using Window window = await InspectAsync(studio, "/inside/map", "Words as coordinates");
        ILocator points = window.Page.Locator("[data-map=view] .point"),
            trail = window.Page.Locator("[data-map=view] .trail circle");
        await Expect(points).ToHaveCountAsync(3);
        await window.Page.Locator(".map-form summary").ClickAsync();
        await window.Page.GetByLabel("Words", new() { Exact = true }).SelectOptionAsync("all");
        await Expect(points).ToHaveCountAsync(5);
        await window.WanderAsync("a red square", "a red square", "green");
        await AwayAndBackAsync(window, "/inside/map");
        await Expect(points).ToHaveCountAsync(5);
        await Expect(trail).ToHaveCountAsync(3);
        await Expect(window.Page.GetByLabel("A prompt, as you type it")).ToHaveValueAsync("a red square");
        await window.Page.GetByLabel("A prompt, as you type it").FillAsync("a red");
        await Expect(trail).ToHaveCountAsync(2);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_noised_picture_is_there_again_at_its_level()
    {
        await using BrowserStudio studio = await InsideTests.TinyAsync();
        await studio.DrawAsync(new JobRequest { Prompt = "a red square", Seed = 3 });
        await using Window window = await InspectAsync(studio, "/inside/noise", "Noise is the raw material");
        await window.CleanAsync("a blue square");
        await window.Page.GetByRole(AriaRole.Slider).FillAsync("80");
        ILocator with = window.Page.GetByAltText("Cleaned towards a blue square from 80 %");
        await with.WaitForAsync();
        string drawn = await with.GetAttributeAsync("src") ?? "";
        await AwayAndBackAsync(window, "/inside/noise");
        await Expect(with).ToHaveAttributeAsync("src", drawn);
        await Expect(window.Page.GetByRole(AriaRole.Slider)).ToHaveValueAsync("80");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Copies_of_the_perfect_denoiser_are_there_again()
    {
        await using BrowserStudio studio = await InsideTests.TinyAsync();
        await using Window window = await InspectAsync(studio, "/inside/perfect", "The perfect denoiser only copies");
        await window.CopyAsync(2);
        await AwayAndBackAsync(window, "/inside/perfect");
        await Expect(window.Page.Locator("[data-look=drawn]")).ToHaveCountAsync(6);
        await Expect(window.Page.GetByLabel("Drawings")).ToHaveValueAsync("2");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_look_shows_what_is_being_drawn_before_it_is_done()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.FromMilliseconds(150);
        await using Window window = await InspectAsync(studio, "/inside/steps", "Every step");
        await window.Page.GetByText("Settings", new() { Exact = true }).ClickAsync();
        await window.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("250");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and watch" }).ClickAsync();
        await Expect(window.Page.Locator(".look-previews img")).ToHaveCountAsync(2);
        await LookTests.AssertFitsAsync(window.Page);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(window.Page.Locator(".look-previews")).ToHaveCountAsync(0);
        window.AssertNothingWentWrong();
    }

    private async Task<Window> InspectAsync(BrowserStudio studio, string path, string title)
    {
        Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync(path, title);
        return window;
    }

    /// <summary>To another page and back by the browser's button, then a reload.</summary>
    private static async Task AwayAndBackAsync(Window window, string path)
    {
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Gallery", Exact = true }).First.ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Name = "Gallery", Level = 1 }).WaitForAsync();
        await window.Page.GoBackAsync();
        await window.Page.WaitForURLAsync($"**{path}");
        await window.Page.ReloadAsync();
    }
}
