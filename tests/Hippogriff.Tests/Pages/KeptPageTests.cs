using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;

namespace Hippogriff.Tests.Pages;

/// <summary>A picture as one page to send.</summary>
public class KeptPageTests
{
    private static readonly GenerationSettings s_settings = new()
    {
        Prompt = "a <script>alert(1)</script> cat",
        NegativePrompt = "",
        Seed = 41,
        Steps = 12,
        Sampler = "heun",
        Schedule = "karras",
        Guidance = 2.5,
        Width = 96,
        Height = 64,
        Model = "first",
        ModelHash = "0123456789",
        LeftOut = "<b>zeppelin",
    };

    [Fact]
    public void Words_are_shown_as_they_are_and_nothing_outside_is_named()
    {
        string page = KeptPage.Of(s_settings, [1, 2, 3], Steps(12, bytes: 3), "Ada <i>", PageTexts.English);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;zeppelin", page, StringComparison.Ordinal);
        Assert.Contains("Ada &lt;i&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Equal(12, Frames(page));
    }

    [Fact]
    public void A_long_film_leaves_out_steps_and_says_so()
    {
        string page = KeptPage.Of(s_settings, [1], Steps(41, bytes: 1_000_000), by: null, PageTexts.English);
        Assert.InRange(page.Length, 1, KeptPage.MostBytes * 3 / 2);
        Assert.InRange(Frames(page), 5, 20);
        Assert.Contains("only every step number", page, StringComparison.Ordinal);
    }

    private static int Frames(string page) => page.Split("<img src=\"data:image/png;base64,").Length - 1;

    private static GalleryStep[] Steps(int count, int bytes) =>
        [.. Enumerable.Range(0, count).Select(_ => new GalleryStep(1, new byte[bytes], new byte[1]))];
}
