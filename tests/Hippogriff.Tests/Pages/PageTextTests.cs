using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Pages.Models;
using Hippogriff.Studio.Pages.Watch;

namespace Hippogriff.Tests.Pages;

/// <summary>What pages make of text and pictures that come from outside.</summary>
public class PageTextTests
{
    [Fact]
    public void A_model_card_is_shown_with_its_tables_and_without_its_front_matter()
    {
        string html = CardText.ToHtml("---\nlicense: x\n---\n# first\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        Assert.DoesNotContain("license", html, StringComparison.Ordinal);
        Assert.Contains("<h3", html, StringComparison.Ordinal); // below the page's own headings
        Assert.Contains("<td>1</td>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "<script")]
    [InlineData("x <img src=x onerror=alert(1)> y", "<img")]
    [InlineData("[click](javascript:alert(1))", "javascript:")]
    [InlineData("[click](data:text/html,x)", "data:")]
    [InlineData("![look](https://elsewhere.example/pixel.png)", "elsewhere.example")]
    [InlineData("<javascript:alert(1)>", "href")]
    [InlineData("[click][1]\n\n[1]: vbscript:x", "vbscript:")]
    public void A_model_card_brings_no_script_and_asks_nothing_of_anybody(string card, string never) =>
        Assert.DoesNotContain(never, CardText.ToHtml(card), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_link_to_the_web_stays_one_that_says_nothing_of_us()
    {
        string html = CardText.ToHtml("[paper](https://example.org/paper)");
        Assert.Contains("href=\"https://example.org/paper\"", html, StringComparison.Ordinal);
        Assert.Contains("noreferrer", html, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_step_changed_is_the_threefold_distance_to_the_step_before()
    {
        GalleryStep[] steps = [Step(100, 10), Step(110, 9), Step(0, 12)];
        Assert.All(RunFilm.ChangeOf(steps[0], steps[0]).Pixels, value => Assert.Equal(0, value));
        Assert.All(RunFilm.ChangeOf(steps[1], steps[0]).Pixels, value => Assert.Equal(30, value));
        Assert.All(RunFilm.ChangeOf(steps[2], steps[1]).Pixels, value => Assert.Equal(255, value));
    }

    [Fact]
    public void A_film_has_a_frame_a_step_enlarged_and_holds_the_last_one()
    {
        IReadOnlyList<FilmFrame> frames = RunFilm.Frames([Step(1, 1), Step(2, 2), Step(3, 3)], RunFilm.Noisy);
        Assert.Equal(3, frames.Count);
        Assert.All(frames, frame => Assert.True(frame.Image.Width >= 256));
        Assert.Equal([1, 2, 3], frames.Select(frame => (int)frame.Image.Pixels[0]));
        Assert.True(frames[2].Time > 5 * frames[1].Time);
    }

    private static GalleryStep Step(byte clean, byte noisy) =>
        new(1, PngFile.Encode(Plain(noisy)), PngFile.Encode(Plain(clean)));

    private static RgbImage Plain(byte value)
    {
        byte[] pixels = new byte[8 * 8 * 3];
        pixels.AsSpan().Fill(value);
        return new RgbImage(8, 8, pixels);
    }
}
