using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>One run as a film strip, without drawing it again.</summary>
public class WatchTests(Chromium chromium)
{
    [Fact]
    public async Task The_slider_goes_through_noise_guess_and_change()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        long id = Assert.Single(await studio.DrawAsync(new JobRequest { Prompt = "a green disc", Seed = 3 }));
        int last = studio.Gallery.Steps(id).Count - 1;
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync($"/watch/{id}", "Watch");
        ILocator slider = window.Page.GetByRole(AriaRole.Slider);
        await Expect(slider).ToHaveValueAsync($"{last}");
        await slider.FocusAsync();
        await window.Page.Keyboard.PressAsync("Home");
        foreach (string view in new[] { "noisy", "clean", "change" })
        {
            ILocator image = window.Page.Locator($"img[data-view={view}]");
            await Expect(image).ToHaveAttributeAsync("src", $"files/pictures/{id}/steps/0/{view}.png");
            Assert.Equal(64, await image.EvaluateAsync<int>("image => image.decode().then(() => image.naturalWidth)"));
        }
        await window.Page.Keyboard.PressAsync("ArrowRight");
        await window.Page.Keyboard.PressAsync("ArrowRight");
        await Expect(window.Page.Locator("img[data-view=clean]"))
            .ToHaveAttributeAsync("src", $"files/pictures/{id}/steps/2/clean.png");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Go to step 5" }).ClickAsync();
        await Expect(slider).ToHaveValueAsync("5");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_hand_that_is_ahead_of_the_server_is_not_put_back()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        long id = Assert.Single(await studio.DrawAsync(new JobRequest { Prompt = "a green disc", Seed = 3 }));
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync($"/watch/{id}", "Watch");
        ILocator slider = window.Page.GetByRole(AriaRole.Slider);
        // The server hears of step 1 while the thumb stands at 3 already, as on a slow connection.
        await slider.EvaluateAsync(
            "slider => { slider.value = 1; slider.dispatchEvent(new Event('input', { bubbles: true })); "
                + "slider.value = 3; }"
        );
        await Expect(window.Page.Locator("img[data-view=clean]"))
            .ToHaveAttributeAsync("src", $"files/pictures/{id}/steps/1/clean.png");
        await Expect(slider).ToHaveValueAsync("3");
        await slider.DispatchEventAsync("input");
        await Expect(window.Page.Locator("img[data-view=clean]"))
            .ToHaveAttributeAsync("src", $"files/pictures/{id}/steps/3/clean.png");
        // the server still moves it
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Go to step 2" }).ClickAsync();
        await Expect(slider).ToHaveValueAsync("2");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Play_runs_from_the_noise_to_the_end()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        long id = Assert.Single(await studio.DrawAsync(new JobRequest { Prompt = "a green disc", Seed = 3 }));
        int last = studio.Gallery.Steps(id).Count - 1;
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync($"/watch/{id}", "Watch");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Play" }).ClickAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).WaitForAsync();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Play" }).WaitForAsync();
        await Expect(window.Page.GetByRole(AriaRole.Slider)).ToHaveValueAsync($"{last}");
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Films_and_strips_are_downloaded_under_a_plain_name_and_nothing_is_drawn_again()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        long id = Assert.Single(await studio.DrawAsync(new JobRequest { Prompt = "../../a \"disc\"", Seed = 3 }));
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync($"/watch/{id}", "Watch");
        foreach (
            (string link, string name, string signature) in new[]
            {
                ("Animated WebP", "a-disc-3-steps.webp", "RIFF"),
                ("GIF", "a-disc-3-steps.gif", "GIF89a"),
                ("PNG strip", "a-disc-3-steps.png", "\x89PNG"),
            }
        )
        {
            IDownload download = await window.Page.RunAndWaitForDownloadAsync(() =>
                window.Page.GetByRole(AriaRole.Link, new() { Name = link, Exact = true }).ClickAsync()
            );
            Assert.Equal(name, download.SuggestedFilename);
            byte[] bytes = await File.ReadAllBytesAsync(await download.PathAsync());
            Assert.Equal(signature, System.Text.Encoding.Latin1.GetString(bytes, 0, signature.Length));
            using SkiaSharp.SKCodec codec = SkiaSharp.SKCodec.Create(new MemoryStream(bytes));
            if (link != "PNG strip")
                Assert.Equal(studio.Gallery.Steps(id).Count, codec.FrameCount);
        }
        Assert.Single(studio.Queue.Ended(10));
        window.AssertNothingWentWrong();
    }
}
