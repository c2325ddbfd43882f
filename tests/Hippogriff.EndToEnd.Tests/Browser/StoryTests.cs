using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>The story plot game in a real browser, with the shipped model.</summary>
public class StoryTests(Chromium chromium)
{
    [Fact]
    public async Task Every_word_is_judged_and_another_can_be_put_in()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/story", "Story");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Find the wrong words" }).ClickAsync();
        ILocator words = window.Page.Locator(".story-word");
        await Expect(words).ToHaveCountAsync(14);
        await Expect(words.Locator(".story-share")).ToHaveCountAsync(14);
        await words.Filter(new() { HasText = "banana" }).ClickAsync();
        ILocator repairs = window.Page.Locator(".story-repairs button");
        await Expect(repairs).ToHaveCountAsync(6);
        string repair = (await repairs.First.InnerTextAsync()).Split((char[])[' ', '\n'])[0];
        await repairs.First.ClickAsync();
        await Expect(window.Page.Locator(".story-sentence"))
            .ToHaveTextAsync($"A clown fish gets separated from his {repair} and must find his way home.");
        await Expect(words.Nth(7)).ToHaveAttributeAsync("aria-pressed", "true");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Words_flip_until_a_plot_stands_there_and_locked_ones_stay()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/story", "Story");
        await window.Page.GetByLabel("Genre").SelectOptionAsync("mystery");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Find a plot in noise" }).ClickAsync();
        ILocator first = window.Page.Locator(".story-word").First;
        await first.ClickAsync();
        await Expect(first).ToHaveAttributeAsync("aria-pressed", "true");
        string kept = (await first.InnerTextAsync()).Trim();
        await window.Page.GetByLabel("Genre").SelectOptionAsync("comedy"); // in the middle
        await window.Page.Locator(".story-sentence").WaitForAsync();
        Assert.Equal(kept, (await first.InnerTextAsync()).Trim());
        await Expect(window.Page.Locator(".story-word")).ToHaveCountAsync(12);
        await Expect(window.Page.GetByText("Step 24 of 24")).ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task What_is_no_plot_is_refused_in_a_sentence()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/story", "Story");
        await window.Page.GetByLabel("A plot").FillAsync("?!");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Find the wrong words" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("has no words");
        window.AssertNothingWentWrong();
    }
}
