using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Tests.Pipelines.Checkpoints;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The pages with a checkpoint of Stable Diffusion's kind, whose prompts CLIP reads: random numbers in a folder as
/// others have it.
/// </summary>
public sealed class PublicCheckpointTests(Chromium chromium) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Task<BrowserStudio> StartAsync(int channels = 4) =>
        BrowserStudio.StartAsync(checkpoint: SmallCheckpoint.Write(_folder.In("small-diffusion"), channels).Path);

    [Fact]
    public async Task No_word_is_unknown_and_what_the_trade_has_is_set_and_drawn()
    {
        await using BrowserStudio studio = await StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/create", "Create");
        IPage page = window.Page;
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a (zyzzyva:1.3) BREAK quux");
        await page.Locator("summary").First.ClickAsync();
        await page.GetByLabel("Sampler", new() { Exact = true }).SelectOptionAsync("dpmpp_2m");
        await page.GetByLabel("Schedule", new() { Exact = true }).SelectOptionAsync("karras");
        await page.GetByLabel("Steps", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Clip skip", new() { Exact = true }).FillAsync("2");
        await page.GetByLabel("Negative prompt", new() { Exact = true }).FillAsync("blurry");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
        await Expect(page.GetByAltText("a (zyzzyva:1.3) BREAK quux", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.Locator(".word-chip")).ToHaveCountAsync(0);
        await Expect(page.GetByText("Tokens: 12 of 150")).ToBeVisibleAsync(); // one a byte, in two chunks
        await page.GetByLabel("Prompt weighting", new() { Exact = true }).SelectOptionAsync("diffusers");
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync(new string('a', 80));
        await Expect(page.GetByText("Tokens: 75 of 75")).ToBeVisibleAsync();
        await Expect(page.Locator("[data-look=cut]")).ToContainTextAsync("aaaaa");
        await EndAsync(studio);
        JobRequest order = Assert.Single(studio.Queue.Ended(1)).Order;
        Assert.Equal(
            ("dpmpp_2m", "karras", 2, "blurry"),
            (order.Sampler, order.Schedule, order.ClipSkip, order.NegativePrompt)
        );
        window.AssertNothingWentWrong();
    }

    private static Task EndAsync(BrowserStudio studio) =>
        Patience.UntilAsync(() => Task.FromResult(studio.Queue.Ended(1).Count), count => count == 1);

    [Fact]
    public async Task Every_look_inside_shows_what_it_shows_of_other_models()
    {
        await using BrowserStudio studio = await StartAsync();
        await studio.DrawAsync(
            new JobRequest
            {
                Prompt = "a cat",
                Seed = 1,
                Steps = 2,
            }
        );
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/inside/words", "Which word did what");
        await window.StrikeAsync("a zyzzyva", "zyzzyva");
        await window.GoAsync("/inside/map", "Words as coordinates");
        await window.WanderAsync("a zyzzyva cat", "a dog", "kitten");
        await window.GoAsync("/inside/spread", "The smaller target");
        await window.SpreadAsync(3, "a cat", "a red cat");
        await window.GoAsync("/inside/noise", "Noise is the raw material");
        await window.CleanAsync("a dog");
        await window.GoAsync("/inside/chance", "Chance");
        await window.WalkAsync("a cat", "a zyzzyva", 3);
        await window.GoAsync("/inside/steps", "Every step");
        await window.StepAsync("a cat", back: 2);
        window.AssertNothingWentWrong();
    }

    /// <summary>With four channels the mask is kept by the sampler, with nine it is an input of the network.</summary>
    [Theory]
    [InlineData(4)]
    [InlineData(9)]
    public async Task Pages_around_a_picture_work_as_with_other_models(int channels)
    {
        await using BrowserStudio studio = await StartAsync(channels);
        await using Window window = await Window.OpenAsync(chromium, studio);
        IPage page = window.Page;
        await FromPictureAsync(window);
        long drawn = Assert.Single(studio.Gallery.Search(new())).Id;
        Assert.NotNull(Assert.Single(studio.Queue.Ended(1)).Order.Mask);
        await window.GoAsync($"/watch/{drawn}", "Watch");
        await Expect(page.Locator("img[data-view=clean]")).ToBeVisibleAsync();
        await window.GoAsync("/gallery", "Gallery");
        await Expect(page.GetByAltText("a quux", new() { Exact = true }).First).ToBeVisibleAsync();
        await window.GoAsync("/models", "Models");
        await Expect(page.GetByText("small-diffusion").First).ToBeVisibleAsync();
        if (channels == 4) // one that draws inside masks wants a picture
            await CompareAsync(window);
        window.AssertNothingWentWrong();
    }

    private static async Task FromPictureAsync(Window window)
    {
        IPage page = window.Page;
        await window.GoAsync("/from", "From a picture");
        byte[] grey = new byte[64 * 64 * 3];
        grey.AsSpan().Fill(128);
        await page.GetByLabel("Picture", new() { Exact = true })
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "grey.png",
                    MimeType = "image/png",
                    Buffer = PngFile.Encode(new RgbImage(64, 64, grey)),
                }
            );
        await Expect(page.Locator(".mask-stage canvas")).ToHaveAttributeAsync("width", "64");
        await page.Locator(".mask-stage canvas").ClickAsync();
        await page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a quux");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
        await Expect(page.Locator("[data-state=Done]")).ToHaveCountAsync(1);
    }

    private static async Task CompareAsync(Window window)
    {
        IPage page = window.Page;
        await window.GoAsync("/compare", "Compare");
        await page.GetByLabel("Rows vary").SelectOptionAsync("Prompts");
        await page.GetByLabel("Prompts of the rows").FillAsync("a zyzzyva\na (quux:1.2)");
        await page.GetByLabel("Columns vary").SelectOptionAsync("Steps");
        await page.GetByLabel("Steps of the columns").FillAsync("1, 2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Draw the grid" }).ClickAsync();
        await Expect(page.GetByText("4 of 4 drawn")).ToBeVisibleAsync();
        await LookTests.AssertFitsAsync(page);
    }
}
