using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>Starting from a picture, with a brush and with numbers.</summary>
public class FromPictureTests(Chromium chromium)
{
    [Fact]
    public async Task A_brush_says_what_is_painted_anew_and_the_rest_stays_as_it_was()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await UploadAsync(window, Grey());
        LocatorBoundingBoxResult box = (await window.Page.Locator(".mask-stage canvas").BoundingBoxAsync())!;
        await window.Page.Locator(".mask-stage canvas").ScrollIntoViewIfNeededAsync();
        box = (await window.Page.Locator(".mask-stage canvas").BoundingBoxAsync())!;
        await window.Page.Mouse.MoveAsync(box.X + box.Width * .5f, box.Y + box.Height * .35f);
        await window.Page.Mouse.DownAsync();
        await window.Page.Mouse.MoveAsync(box.X + box.Width * .5f, box.Y + box.Height * .65f, new() { Steps = 8 });
        await window.Page.Mouse.UpAsync();
        await DrawAsync(window);
        RgbImage drawn = Drawn(studio);
        Assert.Equal((128, 128, 128), Pixel(drawn, 3, 3));
        Assert.Equal((128, 128, 128), Pixel(drawn, 60, 32));
        Assert.NotEqual((128, 128, 128), Pixel(drawn, 32, 32));
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_rectangle_by_numbers_does_the_same_without_a_pointer()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await UploadAsync(window, Grey());
        foreach (
            (string label, string value) in new[] { ("Left", "0"), ("Top", "0"), ("Width", "50"), ("Height", "100") }
        )
            await window.Page.GetByRole(AriaRole.Spinbutton, new() { Name = label, Exact = true }).FillAsync(value);
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Paint the rectangle" }).PressAsync("Enter");
        await DrawAsync(window);
        MaskImage mask = studio.Uploads.Mask(Assert.Single(studio.Queue.Ended(1)).Order.Mask!);
        for (int i = 0; i < mask.Values.Length; i++)
            Assert.Equal(i % mask.Width < mask.Width / 2 ? 255 : 0, mask.Values[i]);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task Without_a_mask_the_whole_picture_is_drawn_anew()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await UploadAsync(window, Grey());
        await DrawAsync(window);
        JobRequest order = Assert.Single(studio.Queue.Ended(1)).Order;
        Assert.NotNull(order.Source);
        Assert.Null(order.Mask);
        Assert.NotEqual((128, 128, 128), Pixel(Drawn(studio), 3, 3));
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_picture_of_another_size_is_fitted_as_was_chosen()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await UploadAsync(window, Grey(width: 96));
        await window.Page.GetByLabel("A picture of another size").SelectOptionAsync("Contain");
        await DrawAsync(window);
        JobRequest order = Assert.Single(studio.Queue.Ended(1)).Order;
        Assert.Equal(SourceFit.Contain, order.SourceFit);
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_refused_in_one_sentence()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await window.GoAsync("/from", "From a picture");
        await window
            .Page.GetByLabel("Picture", new() { Exact = true })
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "x.png",
                    MimeType = "image/png",
                    Buffer = "no picture"u8.ToArray(),
                }
            );
        await Expect(window.Page.GetByRole(AriaRole.Alert).Filter(new() { HasText = "not a picture that can be read" }))
            .ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    [Fact]
    public async Task The_brush_shows_its_size_and_the_mask_is_kept_and_stands_beside_the_result()
    {
        await using BrowserStudio studio = await BrowserStudio.StartAsync();
        await using Window window = await Window.OpenAsync(chromium, studio);
        await UploadAsync(window, Grey());
        ILocator canvas = window.Page.Locator(".mask-stage canvas"),
            ring = window.Page.Locator(".brush-ring");
        await Expect(ring).ToBeHiddenAsync();
        await canvas.HoverAsync();
        float side = (await canvas.BoundingBoxAsync())!.Width;
        Assert.Equal(.16f * side, (await ring.BoundingBoxAsync())!.Width, 2f);
        await window.Page.GetByLabel("Zoom").FillAsync("200");
        await Expect(canvas).ToHaveCSSAsync("cursor", "crosshair");
        await Patience.UntilAsync(
            async () => (await canvas.BoundingBoxAsync())!.Width,
            width => Math.Abs(width - 2 * side) < 4
        );
        await canvas.ClickAsync(); // the middle of what is seen
        await window.Page.WaitForFunctionAsync("() => sessionStorage.getItem('hippogriff-mask') !== null");
        await window.Page.ReloadAsync();
        await Expect(canvas).ToHaveAttributeAsync("width", "64");
        await DrawAsync(window);
        MaskImage mask = studio.Uploads.Mask(Assert.Single(studio.Queue.Ended(1)).Order.Mask!);
        Assert.InRange(mask.Values.Count(value => value == 255), 20, 200);
        await Expect(window.Page.GetByRole(AriaRole.Img, new() { Name = "What was to be drawn anew" }))
            .ToBeVisibleAsync();
        window.AssertNothingWentWrong();
    }

    private static async Task UploadAsync(Window window, RgbImage picture)
    {
        await window.GoAsync("/from", "From a picture");
        await window
            .Page.GetByLabel("Picture", new() { Exact = true })
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "grey.png",
                    MimeType = "image/png",
                    Buffer = PngFile.Encode(picture),
                }
            );
        await Expect(window.Page.Locator(".mask-stage canvas")).ToHaveAttributeAsync("width", $"{picture.Width}");
    }

    private static async Task DrawAsync(Window window)
    {
        await window.Page.GetByLabel("Prompt", new() { Exact = true }).FillAsync("a red disc");
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Draw", Exact = true }).ClickAsync();
        await Expect(window.Page.Locator("[data-state=Done]")).ToHaveCountAsync(1);
    }

    private static RgbImage Grey(int width = 64)
    {
        byte[] pixels = new byte[width * 64 * 3];
        pixels.AsSpan().Fill(128);
        return new RgbImage(width, 64, pixels);
    }

    private static RgbImage Drawn(BrowserStudio studio) =>
        ImageFile.Decode(studio.Gallery.Png(Assert.Single(studio.Gallery.Search(new())).Id)!);

    private static (int, int, int) Pixel(RgbImage image, int x, int y)
    {
        int at = (y * image.Width + x) * 3;
        return (image.Pixels[at], image.Pixels[at + 1], image.Pixels[at + 2]);
    }
}
