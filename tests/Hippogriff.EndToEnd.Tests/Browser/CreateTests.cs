using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>From words to pictures, in a real browser.</summary>
public class CreateTests(Chromium chromium)
{
    [Fact]
    public async Task A_picture_clears_up_step_by_step_and_then_hangs_there()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        studio.Pace.Pass = TimeSpan.FromSeconds(2); // until enough was seen, however slow the browser is
        await window.GoAsync("/create", "Create");
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a red disc");
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).PressAsync("Enter");
        ILocator live = window.Page.Locator("img.live-picture");
        HashSet<string> seen = [];
        await live.WaitForAsync();
        while (seen.Count < 3 && await live.CountAsync() == 1)
        {
            seen.Add(
                await window.Page.EvaluateAsync<string?>("() => document.querySelector('img.live-picture')?.src") ?? ""
            );
            await Task.Delay(50);
        }
        studio.Pace.Pass = TimeSpan.Zero;
        Assert.True(seen.Count >= 3, $"{seen.Count} different previews were seen of eight.");
        ILocator picture = window.Page.GetByRole(AriaRole.Img, new() { Name = "a red disc", Exact = true });
        await Expect(picture).ToBeVisibleAsync();
        Assert.Equal(64, await picture.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
        Assert.True((await picture.BoundingBoxAsync())!.Width >= 300, "It is not enlarged.");
        Assert.Equal(
            "pixelated",
            await picture.EvaluateAsync<string>("image => getComputedStyle(image).imageRendering")
        );
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Control_Enter_draws_from_any_field_with_what_stands_in_all_of_them()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        await OpenSettingsAsync(window);
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("two discs");
        await window.Page.GetByLabel("Negative prompt").FillAsync("squares");
        await window.Page.GetByLabel("Seed", new() { Exact = true }).FillAsync("41");
        await window.Page.GetByLabel("Pictures", new() { Exact = true }).FillAsync("2");
        await window.Page.GetByLabel("Sampler").SelectOptionAsync("heun");
        await window.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("3");
        await window.Page.GetByLabel("Steps", new() { Exact = true }).PressAsync("Control+Enter");
        await Expect(window.Page.Locator("[data-state=Done] .tile")).ToHaveCountAsync(2);
        JobRequest order = Assert.Single(studio.Queue.Ended(5)).Order;
        Assert.Equal(
            ("two discs", "squares", 41L, 2, "heun", 3),
            (order.Prompt, order.NegativePrompt, order.Seed, order.Count, order.Sampler, order.Steps)
        );
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Installed_loras_are_chosen_with_a_weight()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(model: () => TinyModel.Create());
        studio.InstallLora();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        await OpenSettingsAsync(window);
        await window.Page.GetByLabel("LoRA", new() { Exact = true }).SelectOptionAsync("my-dog");
        await window.Page.GetByLabel("my-dog counts").FillAsync("0.37");
        await window.Page.GetByLabel("my-dog counts").PressAsync("Control+Enter");
        await Expect(window.Page.Locator("[data-state=Done] .picture-stage")).ToHaveCountAsync(1);
        Assert.Equal([new LoraChoice("my-dog", 0.37)], Assert.Single(studio.Queue.Ended(5)).Order.Loras);
        await window.Page.GetByLabel("LoRA", new() { Exact = true }).SelectOptionAsync("");
        await Expect(window.Page.GetByLabel("my-dog counts")).ToHaveCountAsync(0);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Words_that_were_not_followed_stand_beside_the_picture_and_its_film()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(model: () => TinyModel.Create());
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        ILocator prompt = window.Page.GetByLabel("Prompt", new() { Exact = true });
        await prompt.FillAsync("a red zeppelin");
        await prompt.PressAsync("Enter");
        ILocator card = window.Page.GetByRole(AriaRole.Article, new() { Name = "a red zeppelin" });
        await Expect(card.Locator(".warning-notes")).ToContainTextAsync("'zeppelin'");
        await prompt.FillAsync("a red square");
        await prompt.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-state=Done] .picture-stage")).ToHaveCountAsync(2);
        await Expect(window.Page.Locator(".warning-notes")).ToHaveCountAsync(1);
        await card.GetByRole(AriaRole.Link, new() { Name = "All steps" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Watch" })).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".warning-notes")).ToContainTextAsync("'zeppelin'");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_number_beyond_its_limit_is_brought_to_it_and_a_size_of_no_training_is_said()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        studio.Pace.Pass = TimeSpan.Zero;
        await window.GoAsync("/create", "Create");
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a disc");
        await OpenSettingsAsync(window);
        ILocator trained = window.Page.GetByText("The model was trained with");
        await Expect(trained).ToHaveCountAsync(0);
        ILocator size = window.Page.GetByLabel("Size", new() { Exact = true });
        await size.SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await Expect(trained).ToBeVisibleAsync();
        await size.SelectOptionAsync(new SelectOptionValue { Index = 0 });
        ILocator steps = window.Page.GetByLabel("Steps", new() { Exact = true });
        await steps.FillAsync("99999");
        await steps.PressAsync("Enter");
        await Expect(window.Page.Locator("[data-state=Done]")).ToHaveCountAsync(1);
        Assert.Equal(250, Assert.Single(studio.Queue.Ended(1)).Order.Steps);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Cancel_stops_a_job_that_runs_and_one_that_waits()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        studio.Pace.Pass = TimeSpan.FromMilliseconds(300);
        await window.GoAsync("/create", "Create");
        await OpenSettingsAsync(window);
        await window.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("200");
        ILocator prompt = window.Page.GetByLabel("Prompt", new() { Exact = true });
        foreach (string words in new[] { "a long one", "another one" })
        {
            await prompt.FillAsync(words);
            await prompt.PressAsync("Enter");
            await window.Page.GetByRole(AriaRole.Article, new() { Name = words }).WaitForAsync();
        }
        await window.Page.Locator("[data-state=Running] img.live-picture").WaitForAsync();
        foreach (string words in new[] { "another one", "a long one" })
            await window
                .Page.GetByRole(AriaRole.Article, new() { Name = words })
                .GetByRole(AriaRole.Button, new() { Name = "Cancel" })
                .ClickAsync();
        await Expect(window.Page.Locator("[data-state=Cancelled]")).ToHaveCountAsync(2);
        await Expect(window.Page.Locator("img[data-look=partial]")).ToHaveCountAsync(1); // how far the first one came
        Assert.Empty(studio.Queue.Open());
        Assert.Empty(studio.Gallery.Search(new()));
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task What_cannot_be_drawn_is_said_beside_the_form_in_one_sentence()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        await OpenSettingsAsync(window);
        await window.Page.GetByLabel("Size").SelectOptionAsync("Other numbers");
        await window.Page.GetByLabel("Width", new() { Exact = true }).FillAsync("50");
        await window.Page.GetByLabel("Height", new() { Exact = true }).FillAsync("50");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "Width: 50 is not possible" }))
            .ToBeVisibleAsync();
        Assert.Empty(studio.Queue.Open());
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_locked_seed_stays_and_an_unlocked_one_rolls_on()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        ILocator draw = window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true });
        ILocator done = window.Page.Locator("[data-state=Done]");
        await draw.ClickAsync();
        await Expect(done).ToHaveCountAsync(1);
        await draw.ClickAsync();
        await Expect(done).ToHaveCountAsync(2);
        await OpenSettingsAsync(window);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Keep this seed" }).ClickAsync();
        await draw.ClickAsync();
        await Expect(done).ToHaveCountAsync(3);
        long?[] seeds = [.. studio.Queue.Ended(3).Select(job => job.Order.Seed)]; // newest first
        Assert.Equal(seeds[1], seeds[0]);
        Assert.NotEqual(seeds[2], seeds[1]);
        window.AssertNothingWentWrong();
    }

    private static Task OpenSettingsAsync(Window window) =>
        window.Page.Locator("details.settings > summary").ClickAsync();
}
