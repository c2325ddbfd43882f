using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Tests.Pipelines;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// The pages that look into the model, with a real network that nobody has trained: what is seen is nonsense, but the
/// same nonsense that the queue draws.
/// </summary>
public partial class InsideTests(Chromium chromium)
{
    [Fact]
    public async Task A_word_is_chosen_shown_where_it_was_read_and_struck_out()
    {
        await using BrowserStudio studio = await TinyAsync();
        byte[] drawn = studio.Pixels(
            Assert.Single(await studio.DrawAsync(new JobRequest { Prompt = "a red zebra square", Seed = 1 }))
        );
        await using Window window = await InspectAsync(studio, "/inside/words", "Which word did what");
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a red zebra square");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and look" }).ClickAsync();
        ILocator words = window.Page.Locator(".story-word"),
            heat = window.Page.Locator("[data-look=heat]");
        await Expect(words).ToHaveCountAsync(3); // the model knows no zebra, so none is read ...
        // ... which is said
        await Expect(window.Page.Locator(".hint").Filter(new() { HasText = "'zebra'" })).ToBeVisibleAsync();
        Assert.Equal(drawn, await PixelsAsync(heat)); // listening changes nothing
        await words.Nth(1).ClickAsync();
        await Expect(words.Nth(1)).ToHaveAttributeAsync("aria-pressed", "true");
        await Expect(window.Page.GetByText("Where “red” is read")).ToBeVisibleAsync();
        Assert.NotEqual(drawn, await PixelsAsync(heat));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Strike out “red”" }).ClickAsync();
        await window.Page.GetByAltText("Drawn without “red”: a square").WaitForAsync();
        await words.Nth(1).ClickAsync();
        await Expect(window.Page.Locator("[data-look=struck]")).ToHaveCountAsync(0);
        Assert.Equal(drawn, await PixelsAsync(heat));
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task The_map_zooms_moves_and_searches_and_a_prompt_wanders_over_it()
    {
        await using BrowserStudio studio = await TinyAsync();
        await using Window window = await InspectAsync(studio, "/inside/map", "Words as coordinates");
        ILocator map = window.Page.Locator("[data-map=view]"),
            points = map.Locator(".point");
        await Expect(points).ToHaveCountAsync(3); // red, green and blue are what it knows of the groups
        await window.Page.Locator(".map-form summary").ClickAsync();
        await window.Page.GetByLabel("Words", new() { Exact = true }).SelectOptionAsync("all");
        await Expect(points).ToHaveCountAsync(5);
        await AssertZoomsAndMovesAsync(window.Page);
        await window.WanderAsync("a red square", "a red square", "green");
        await Expect(window.Page.GetByText("Nearest to “a red square”: ")).ToBeVisibleAsync();
        await Expect(window.Page.GetByText("alike by 1.00")).ToBeVisibleAsync();
        await Expect(points.And(map.Locator(".faded"))).ToHaveCountAsync(4);
        await window.Page.GetByLabel("A prompt, as you type it").FillAsync("a zebra");
        await Expect(window.Page.GetByText("The model does not know 'zebra'")).ToBeVisibleAsync();
        await window.Page.GetByLabel("Laid out so that").SelectOptionAsync("Axes");
        await Expect(map.Locator(".trail circle")).ToHaveCountAsync(1); // on the new map too: zebra is no stop
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_lora_counts_in_what_is_seen_inside()
    {
        await using BrowserStudio studio = await TinyAsync();
        JobRequest order = new()
        {
            Prompt = "a rex square",
            Seed = 1,
            Count = 3,
            Loras = [new LoraChoice("my-dog", 1.5)],
        };
        byte[][] queued = [.. (await studio.DrawAsync(order)).Select(studio.Pixels)];
        Assert.NotEqual(
            queued[0],
            studio.Pixels(Assert.Single(await studio.DrawAsync(order with { Count = 1, Loras = null })))
        );
        await using Window window = await InspectAsync(studio, "/inside/words", "Which word did what");
        await window.ChooseLoraAsync(1.5);
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a rex square");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and look" }).ClickAsync();
        Assert.Equal(queued[0], await PixelsAsync(window.Page.Locator("[data-look=heat]")));
        // it goes along from page to page
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "The smaller target", Exact = true }).ClickAsync();
        await window.SpreadAsync(3, "a rex square");
        Assert.True(
            queued[2]
                .Zip(await PixelsAsync(window.Page.Locator(".rung-pictures img").Nth(2)))
                .All(pair => Math.Abs(pair.First - pair.Second) <= 1),
            "The third picture is not the one that the LoRA and seed 3 draw."
        );
        await window.Page.GetByRole(AriaRole.Link, new() { Name = "Words as coordinates", Exact = true }).ClickAsync();
        await window.Page.Locator(".map-form summary").ClickAsync();
        await window.Page.GetByLabel("Words", new() { Exact = true }).SelectOptionAsync("all");
        await Expect(window.Page.Locator("[data-map=view] .point")).ToHaveCountAsync(5);
        await window.Page.GetByLabel("LoRA", new() { Exact = true }).SelectOptionAsync("my-dog");
        await Expect(window.Page.Locator("[data-map=view] .point")).ToHaveCountAsync(6); // rex
        await window.Page.GetByLabel("A prompt, as you type it").FillAsync("a rex");
        await Expect(window.Page.GetByText("Nearest to “a rex”: ")).ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Prompts_are_drawn_as_strips_and_their_spread_is_measured()
    {
        await using BrowserStudio studio = await TinyAsync();
        await using Window window = await InspectAsync(studio, "/inside/spread", "The smaller target");
        await window.SpreadAsync(4, "a", "a red square");
        ILocator rungs = window.Page.Locator(".rung");
        await Expect(rungs.First.Locator(".rung-pictures img")).ToHaveCountAsync(4);
        await Expect(rungs.Last.Locator(".cloud image")).ToHaveCountAsync(4);
        await Expect(rungs.Last.GetByText("in pixels by ")).ToBeVisibleAsync();
        await Expect(window.Page.Locator("[data-look=ratio]")).ToContainTextAsync("In pixels the last prompt spreads ");
        byte[] queued = studio.Pixels(
                (
                    await studio.DrawAsync(
                        new JobRequest
                        {
                            Prompt = "a red square",
                            Seed = 1,
                            Count = 4,
                        }
                    )
                )[2]
            ),
            strip = await PixelsAsync(rungs.Last.Locator(".rung-pictures img").Nth(2));
        Assert.True(
            queued.Zip(strip).All(pair => Math.Abs(pair.First - pair.Second) <= 1),
            "The third picture is not the one that seed 3 draws."
        );
        await window.Page.GetByLabel("Prompts, one a line").FillAsync(string.Join('\n', Enumerable.Repeat("a", 9)));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw and measure" }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "1 to 8 prompts are drawn" }))
            .ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_picture_is_noised_as_the_slider_says_and_cleaned_where_it_rests()
    {
        await using BrowserStudio studio = await TinyAsync();
        await studio.DrawAsync(new JobRequest { Prompt = "a red square", Seed = 3 });
        await using Window window = await InspectAsync(studio, "/inside/noise", "Noise is the raw material");
        await window.CleanAsync("a blue square");
        ILocator noised = window.Page.Locator("[data-look=noised]"),
            with = window.Page.Locator("[data-look=with]");
        byte[] half = await PixelsAsync(noised);
        await window.Page.GetByRole(AriaRole.Slider).PressAsync("End");
        await window.Page.GetByAltText("Cleaned towards a blue square from 100 %").WaitForAsync();
        Assert.NotEqual(half, await PixelsAsync(noised));
        byte[] pure = studio.Pixels(
            Assert.Single(await studio.DrawAsync(new JobRequest { Prompt = "a blue square", Seed = 1 }))
        );
        Assert.True(
            pure.Zip(await PixelsAsync(with)).All(pair => Math.Abs(pair.First - pair.Second) <= 1),
            "Nothing is left of the picture, so it is what the prompt draws from that noise."
        );
        await window.Page.GetByRole(AriaRole.Slider).FillAsync("50");
        await Expect(with).ToHaveAttributeAsync("data-level", "50");
        Assert.Equal(half, await PixelsAsync(noised));
        // read before the upload: afterwards it may be the new one already
        string before = await noised.GetAttributeAsync("src") ?? "";
        await window
            .Page.GetByLabel("Or a picture of yours")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "red.png",
                    MimeType = "image/png",
                    Buffer = PngFile.Encode(TinyModel.Plain(40, 30, 255, 0, 0)),
                }
            );
        await Expect(noised).Not.ToHaveAttributeAsync("src", before);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_walk_begins_and_ends_with_the_pictures_that_the_queue_draws()
    {
        await using BrowserStudio studio = await TinyAsync();
        byte[][] ends =
        [
            .. await Task.WhenAll(
                new[] { ("a red square", 1L), ("a blue square", 2L) }.Select(async end =>
                    studio.Pixels(
                        Assert.Single(await studio.DrawAsync(new JobRequest { Prompt = end.Item1, Seed = end.Item2 }))
                    )
                )
            ),
        ];
        await using Window window = await InspectAsync(studio, "/inside/chance", "Chance");
        await window.WalkAsync("a red square", "a blue square", 4);
        ILocator picture = window.Page.Locator("[data-look=walk]");
        byte[] first = await PixelsAsync(picture);
        await window.Page.GetByRole(AriaRole.Slider).PressAsync("End");
        await Expect(window.Page.Locator("figcaption strong")).ToHaveTextAsync("a blue square, seed 2");
        byte[] last = await PixelsAsync(picture);
        Assert.True(ends[0].Zip(first).Concat(ends[1].Zip(last)).All(pair => Math.Abs(pair.First - pair.Second) <= 1));
        await window.Page.GetByLabel("To", new() { Exact = true }).FillAsync("");
        await window.Page.GetByLabel("To the seed").FillAsync("");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Walk", Exact = true }).ClickAsync();
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "needs somewhere to go" }))
            .ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    private async Task<Window> InspectAsync(BrowserStudio studio, string path, string title)
    {
        Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync(path, title);
        return window;
    }

    internal static async Task<BrowserStudio> TinyAsync()
    {
        BrowserStudio studio = await BrowserStudio.StartAsync(tinyTraining: true, model: () => TinyModel.Create());
        studio.InstallLora();
        return studio;
    }

    /// <summary>
    /// Plus and the wheel bring the map nearer, an arrow moves it, and the button shows all of it again.
    /// </summary>
    internal static async Task AssertZoomsAndMovesAsync(IPage page)
    {
        ILocator map = page.Locator("[data-map=view]");
        async Task<double[]> ViewAsync() =>
            [
                .. (await map.GetAttributeAsync("viewBox"))!
                    .Split(' ')
                    .Select(n => double.Parse(n, System.Globalization.CultureInfo.InvariantCulture)),
            ];
        double[] whole = await ViewAsync();
        await map.PressAsync("+");
        double[] nearer = await ViewAsync();
        Assert.Equal(0.8 * whole[2], nearer[2], 1e-6);
        await map.PressAsync("ArrowRight");
        Assert.True((await ViewAsync())[0] > nearer[0]);
        await map.HoverAsync();
        await page.Mouse.WheelAsync(0, -400);
        await Patience.UntilAsync(ViewAsync, view => view[2] < nearer[2]);
        (double[] before, LocatorBoundingBoxResult box) = (await ViewAsync(), (await map.BoundingBoxAsync())!);
        await page.Mouse.MoveAsync(box.X + box.Width / 2, box.Y + 20);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + box.Width / 2 - 80, box.Y + 60, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        double[] dragged = await ViewAsync();
        Assert.True(dragged[0] > before[0] && dragged[1] < before[1], "the map follows the pointer");
        await page.GetByRole(AriaRole.Button, new() { Name = "Whole map" }).ClickAsync();
        Assert.Equal(whole, await ViewAsync());
    }

    /// <summary>The pixels that an image of the page shows, out of its own address.</summary>
    private static async Task<byte[]> PixelsAsync(ILocator image) =>
        ImageFile
            .Decode(
                Convert.FromBase64String((await image.GetAttributeAsync("src"))!.Split(',')[1]),
                "a picture of the page"
            )
            .Pixels;
}
