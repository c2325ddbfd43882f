using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

public partial class InsideTests
{
    [Fact]
    public async Task Every_step_of_a_picture_of_the_gallery_is_looked_at_from_one_run()
    {
        await using BrowserStudio studio = await TinyAsync();
        long id = Assert.Single(
            await studio.DrawAsync(
                new JobRequest
                {
                    Prompt = "a red square",
                    Seed = 5,
                    Steps = 4,
                    Guidance = 3,
                }
            )
        );
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync($"/watch/{id}", "Watch");
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Noise and pull of words" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Heading, new() { Level = 1, Name = "Every step" }).WaitForAsync();
        await Expect(window.Page.GetByLabel("Prompt", new() { Exact = true })).ToHaveValueAsync("a red square");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and watch" }).ClickAsync();
        await Expect(window.Page.GetByText("Step 4 of 4")).ToBeVisibleAsync();
        // what a step sees, the one before left
        foreach ((string name, string view, int shift) in new[] { ("clean", "clean", 0), ("seen", "noisy", -1) })
        {
            byte[] kept = ImageFile
                .Decode(
                    (
                        view == "clean"
                            ? studio.Gallery.Step(id, 4 + shift)!.Clean
                            : studio.Gallery.Step(id, 4 + shift)!.Noisy
                    ).ToArray(),
                    "a step"
                )
                .Pixels;
            Assert.True(
                kept.Zip(await PixelsAsync(window.Page.Locator($"[data-look={name}]")))
                    .All(pair => Math.Abs(pair.First - pair.Second) <= 1),
                $"{name} is not what the queue kept"
            );
        }
        await window.Page.GetByRole(AriaRole.Slider).PressAsync("Home");
        await Expect(window.Page.GetByText("Step 1 of 4")).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".five img")).ToHaveCountAsync(5);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task The_perfect_denoiser_copies_a_picture_of_a_dataset_and_the_network_does_not()
    {
        await using BrowserStudio studio = await TinyAsync();
        await using Window window = await InspectAsync(studio, "/inside/perfect", "The perfect denoiser only copies");
        await window.CopyAsync(2);
        ILocator perfect = window.Page.Locator("[data-row='Optimal']"),
            network = window.Page.Locator("[data-row='Network']");
        foreach (int i in new[] { 0, 1 })
        {
            byte[] nearest = await PixelsAsync(perfect.Locator("[data-look=nearest]").Nth(i));
            Assert.Equal(nearest, await PixelsAsync(perfect.Locator("[data-look=drawn]").Nth(i)));
        }
        await Expect(perfect).ToContainTextAsync("On average 0.0");
        await Expect(network).Not.ToContainTextAsync("On average 0.0 from");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_look_waits_for_the_queue_and_for_another_visitor_and_is_cancelled_within_a_step()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        studio.Pace.Pass = TimeSpan.FromMilliseconds(150);
        Job job = await studio.Queue.EnqueueAsync(new JobRequest { Prompt = "a disc", Steps = 250 }, "somebody");
        await using Window window = await Window.OpenAsync(chromium, studio),
            other = await Window.OpenAsync(chromium, studio);
        foreach (Window visitor in new[] { window, other })
        {
            await visitor.GoAsync("/inside/steps", "Every step");
            await visitor.Page.GetByText("Settings", new() { Exact = true }).ClickAsync();
            await visitor.Page.GetByLabel("Steps", new() { Exact = true }).FillAsync("250");
            await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and watch" }).ClickAsync();
            await Expect(visitor.Page.Locator(".look-bar p"))
                .ToContainTextAsync(visitor == window ? "One job of the queue" : "Another inspection is running");
        }
        Assert.True(studio.Queue.Cancel(job.Id));
        await Expect(window.Page.Locator(".look-bar p")).ToContainTextAsync("Looking:");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(window.Page.Locator(".look-bar")).ToHaveCountAsync(0);
        await Expect(other.Page.Locator(".look-bar p")).ToContainTextAsync("Looking:");
        // who leaves, cancels
        await other.Page.GetByRole(AriaRole.Link, new() { Name = "Which word did what", Exact = true }).ClickAsync();
        await other.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and look" }).ClickAsync();
        await Expect(other.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "has no network to look into" }))
            .ToBeVisibleAsync();
        window.AssertNothingWentWrong();
        other.AssertNothingWentWrong();
    }
}
