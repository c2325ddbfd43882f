using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>The order of what waits, and grids of what varies.</summary>
public class QueueAndCompareTests(Chromium chromium)
{
    [Fact]
    public async Task Jobs_that_wait_are_put_into_another_order_by_keyboard()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.FromMilliseconds(300);
        foreach (string prompt in new[] { "runs", "first", "second", "third" })
            await studio.Queue.EnqueueAsync(new JobRequest { Prompt = prompt, Steps = 200 }, "a test");
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/queue", "Queue");
        ILocator rows = window.Page.Locator(".queue-row:not(.ended)");
        await Expect(rows).ToHaveCountAsync(4);
        await Expect(window.Page.Locator(".drawer .badge")).ToHaveTextAsync("4");
        ILocator next = rows.Filter(new() { HasText = "third" })
            .GetByRole(AriaRole.Button, new() { Name = "Draw this next" });
        await next.FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await Expect(rows.Nth(1)).ToContainTextAsync("third");
        await rows.Filter(new() { HasText = "first" })
            .GetByRole(AriaRole.Button, new() { Name = "Move down" })
            .ClickAsync();
        await Expect(rows.Nth(2)).ToContainTextAsync("second");
        Assert.Equal(["runs", "third", "second", "first"], studio.Queue.Open().Select(open => open.Job.Order.Prompt));
        await rows.Filter(new() { HasText = "second" })
            .GetByRole(AriaRole.Button, new() { Name = "Cancel" })
            .ClickAsync();
        await Expect(rows).ToHaveCountAsync(3);
        foreach (JobEvent open in studio.Queue.Open())
            studio.Queue.Cancel(open.Job.Id);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_grid_draws_every_cell_with_one_seed_and_comes_as_one_picture()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/compare", "Compare");
        await window.Page.GetByLabel("Rows vary").SelectOptionAsync("Prompts");
        await window.Page.GetByLabel("Prompts of the rows").FillAsync("a red disc\na blue disc");
        await window.Page.GetByLabel("Columns vary").SelectOptionAsync("Steps");
        await window.Page.GetByLabel("Steps of the columns").FillAsync("1, 2, 4");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw the grid" }).ClickAsync();
        await Expect(window.Page.Locator(".grid a.picture img")).ToHaveCountAsync(6);
        await Expect(window.Page.GetByText("6 of 6 drawn")).ToBeVisibleAsync();
        IReadOnlyList<Job> jobs = studio.Queue.Ended(10);
        Assert.Equal(6, jobs.Count);
        Assert.Single(jobs.Select(job => job.Order.Seed).Distinct());
        Assert.Equal(
            [
                (1, "a red disc"),
                (2, "a red disc"),
                (4, "a red disc"),
                (1, "a blue disc"),
                (2, "a blue disc"),
                (4, "a blue disc"),
            ],
            jobs.Reverse().Select(job => (job.Order.Steps!.Value, job.Order.Prompt))
        );
        IDownload download = await window.Page.RunAndWaitForDownloadAsync(() =>
            window.Page.GetByRole(AriaRole.Link, new() { Name = "One labelled picture" }).ClickAsync()
        );
        using SkiaSharp.SKBitmap sheet = SkiaSharp.SKBitmap.Decode(await download.PathAsync());
        Assert.True(sheet.Width > 3 * 128 && sheet.Height > 2 * 128, $"The sheet is {sheet.Width}x{sheet.Height}.");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_lora_counts_in_every_cell_or_as_much_as_its_column_says()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync(model: () => TinyModel.Create());
        studio.InstallLora();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/compare", "Compare");
        await window.Page.GetByText("What all have in common").ClickAsync();
        await window.Page.GetByLabel("LoRA", new() { Exact = true }).SelectOptionAsync("my-dog");
        await window.Page.GetByLabel("my-dog counts").FillAsync("0.37");
        await window.Page.GetByLabel("Rows vary").SelectOptionAsync("Seeds");
        await window.Page.GetByLabel("Seeds of the rows").FillAsync("1-2");
        await window.Page.GetByLabel("Columns vary").SelectOptionAsync("Nothing");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw the grid" }).ClickAsync();
        await Expect(window.Page.GetByText("2 of 2 drawn")).ToBeVisibleAsync();
        Assert.All(studio.Queue.Ended(10), job => Assert.Equal([new LoraChoice("my-dog", 0.37)], job.Order.Loras));
        await window.Page.GetByLabel("Columns vary").SelectOptionAsync("LoRA weights");
        await window.Page.GetByLabel("LoRA weights of the columns").FillAsync("0, 1.5");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw the grid" }).ClickAsync();
        await Expect(window.Page.GetByText("4 of 4 drawn")).ToBeVisibleAsync();
        Assert.Equal([0, 1.5, 0, 1.5], studio.Queue.Ended(4).Reverse().Select(job => job.Order.Loras!.Single().Weight));
        await LookTests.AssertFitsAsync(window.Page);
        Assert.NotEqual(studio.Pixels(3), studio.Pixels(4)); // the first seed, without and with much of it
        window.AssertNothingWentWrong();
    }
}
