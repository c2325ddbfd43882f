using System.Globalization;
using System.Net;
using System.Text;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Pictures;

/// <summary>
/// A picture as one HTML page that needs nothing else: the film of its steps under a slider, its words and its seed.
/// </summary>
internal static class KeptPage
{
    private const int LongestName = 40;

    /// <summary>Bytes of pictures that fit into a page; a longer film leaves out steps.</summary>
    internal const int MostBytes = 12_000_000;

    private const string Style = """
        body { margin: 0; padding: 24px; display: grid; justify-items: center; gap: 12px; text-align: center;
          background: #f6f3ec; color: #1f2422; font: 1.05rem/1.5 system-ui, sans-serif; }
        h1 { font: 500 1.6rem/1.2 Georgia, serif; margin: 0; max-width: 24ch; } p { margin: 0; max-width: 46ch; }
        img { width: min(84vw, 60vh, 512px); border-radius: 16px; display: block; } img[hidden] { display: none; }
        input { width: min(84vw, 60vh, 512px); height: 40px; accent-color: #1d5c54; }
        """;

    private const string Script = """
        const frames = [...document.querySelectorAll("img")], slider = document.querySelector("input");
        const show = () => frames.forEach((frame, i) => { frame.hidden = i !== Number(slider.value); });
        const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
        if (still) slider.value = slider.max;
        show(); slider.addEventListener("input", () => { clearInterval(film); show(); });
        const film = still ? 0 : setInterval(() => { slider.value = Number(slider.value) + 1; show();
          if (slider.value === slider.max) clearInterval(film); }, 160);
        """;

    /// <summary>The policy of the page where it is shown by a server: its own styles, script and pictures.</summary>
    public const string ContentPolicy =
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

    /// <summary>The page.</summary>
    /// <param name="settings">The settings of the picture.</param>
    /// <param name="png">The picture.</param>
    /// <param name="steps">Its kept steps; may be empty.</param>
    /// <param name="by">Who made it; may be empty.</param>
    /// <param name="say">The texts in the language of the page.</param>
    public static string Of(
        GenerationSettings settings,
        byte[] png,
        IReadOnlyList<GalleryStep> steps,
        string? by,
        PageTexts say
    )
    {
        int every = EveryOf(steps, png.Length);
        IEnumerable<string> frames = steps
            .SkipLast(1)
            .Where((_, i) => i % every == 0)
            .Select(step => Convert.ToBase64String(step.Noisy.Span))
            .Append(Convert.ToBase64String(png));
        StringBuilder pictures = new();
        int count = 0;
        foreach (string frame in frames)
            pictures.Append(
                CultureInfo.InvariantCulture,
                $"<img src=\"data:image/png;base64,{frame}\" "
                    + $"alt=\"{Html(say["Pictures.Kept.Step", count++])}\" hidden>\n"
            );
        string words = Html(settings.Prompt.Length == 0 ? say["Pictures.Kept.NoWords"] : settings.Prompt),
            name = by?.Trim() is { Length: > 0 } given
                ? $"<p>{Html(say["Pictures.Kept.By", given.Length > LongestName ? given[..LongestName] : given])}</p>"
                : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $$"""
            <!DOCTYPE html>
            <html lang="{{say.Language}}"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>{{words}}</title>
            <style>
            {{Style}}
            </style></head><body>
            <h1>{{words}}</h1>
            <div>{{pictures}}</div>
            <label>{{Html(say["Pictures.Kept.FromDots"])}}<br><input type="range" min="0" max="{{count
                - 1}}" value="0"></label>
            {{Notes(say, settings, every)}}{{name}}
            <p>{{Html(say.Count("Pictures.Kept.Drawn", settings.Steps, settings.Model, settings.Seed))}}</p>
            <script>
            {{Script}}
            </script></body></html>
            """
        );
    }

    /// <summary>1 to show every step; n for each n-th, so that the page keeps to its size.</summary>
    private static int EveryOf(IReadOnlyList<GalleryStep> steps, int last)
    {
        long bytes = steps.SkipLast(1).Sum(step => (long)step.Noisy.Length),
            room = Math.Max(1, MostBytes - last);
        return (int)Math.Max(1, (bytes + room - 1) / room);
    }

    /// <summary>What was not read as written, and which steps are there.</summary>
    private static string Notes(PageTexts say, GenerationSettings settings, int every)
    {
        (string Note, string? What)[] notes =
        [
            ("Pictures.Note.DrawnAs", settings.DrawnAs),
            ("Pictures.Note.LeftOut", settings.LeftOut),
            ("Pictures.Note.NotRead", settings.NotRead),
            ("Pictures.Kept.Every", every > 1 ? $"{every}" : null),
        ];
        return string.Concat(
            notes.Where(note => note.What is not null).Select(note => $"<p>{Html(say[note.Note, note.What])}</p>\n")
        );
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
