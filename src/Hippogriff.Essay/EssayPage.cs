using System.Globalization;
using System.Net;
using System.Text;
using Hippogriff.Essay.Measuring;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Texts;

namespace Hippogriff.Essay;

/// <summary>Writes the answers as one self-contained web page, without scripts and for light and dark.</summary>
public static class EssayPage
{
    private const int MostSide = 192;

    /// <summary>The page.</summary>
    /// <param name="results">The answers, in order.</param>
    /// <param name="heading">What was asked: models, judge, seed, in one line.</param>
    public static string Write(IReadOnlyList<ClaimResult> results, string heading)
    {
        StringBuilder page = new();
        page.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .Append("<title>The essay, measured</title><style>")
            .Append(Style())
            .Append("</style></head><body><main><h1>The essay, measured</h1><p>")
            .Append(Text(Summary(results)))
            .Append("</p><p class=\"soft\">")
            .Append(Text(heading))
            .Append("</p>");
        foreach (ClaimResult result in results)
            Article(page, result);
        return page.Append("</main></body></html>\n").ToString();
    }

    /// <summary>"14 of 15 claims hold; 1 does not: steps."</summary>
    public static string Summary(IReadOnlyList<ClaimResult> results)
    {
        string[] broken = [.. Of(ClaimVerdict.DoesNotHold)],
            silent = [.. Of(ClaimVerdict.NotAsked)];
        int held = results.Count(r => r.Verdict == ClaimVerdict.Holds);
        string summary =
            held == results.Count
                ? $"{Counted.Of(held, "claim")} asked, and {(held == 1 ? "it holds" : "all hold")}"
                : string.Create(CultureInfo.InvariantCulture, $"{held} of {Counted.Of(results.Count, "claim")} hold");
        if (broken.Length > 0)
            summary += $"; {broken.Length} {(broken.Length == 1 ? "does" : "do")} not: {string.Join(", ", broken)}";
        if (silent.Length > 0)
            summary += $"; {silent.Length} could not be asked: {string.Join(", ", silent)}";
        return summary + ".";

        IEnumerable<string> Of(ClaimVerdict verdict) => results.Where(r => r.Verdict == verdict).Select(r => r.Id);
    }

    /// <summary>"holds", "does not hold" or "not asked".</summary>
    public static string Said(ClaimVerdict verdict) =>
        verdict switch
        {
            ClaimVerdict.Holds => "holds",
            ClaimVerdict.DoesNotHold => "does not hold",
            _ => "not asked",
        };

    private static void Article(StringBuilder page, ClaimResult result)
    {
        string kind = result.Verdict switch
        {
            ClaimVerdict.Holds => "holds",
            ClaimVerdict.DoesNotHold => "fails",
            _ => "soft",
        };
        page.Append("<article id=\"")
            .Append(Text(result.Id))
            .Append("\"><h2>")
            .Append(Text(result.Claim))
            .Append("</h2><p class=\"verdict ")
            .Append(kind)
            .Append("\">")
            .Append(Text(Said(result.Verdict)))
            .Append("</p>");
        if (result.Number is { } number)
            page.Append("<p>")
                .Append(Text($"{number.What}: {number.Written}"))
                .Append("</p><p class=\"soft\">wanted: ")
                .Append(Text(result.Wanted))
                .Append("</p>");
        else
            page.Append("<p>").Append(Text(result.Reason)).Append("</p>");
        Rows(page, result.Beside);
        List(page, result.Examples);
        Pictures(page, result.Pictures);
        page.Append("</article>");
    }

    private static void Rows(StringBuilder page, IReadOnlyList<ClaimNumber> numbers)
    {
        if (numbers.Count == 0)
            return;
        page.Append("<dl>");
        foreach (ClaimNumber number in numbers)
            page.Append("<dt>")
                .Append(Text(number.What))
                .Append("</dt><dd>")
                .Append(Text(number.Written))
                .Append("</dd>");
        page.Append("</dl>");
    }

    private static void List(StringBuilder page, IReadOnlyList<string> examples)
    {
        if (examples.Count == 0)
            return;
        page.Append("<ul>");
        foreach (string example in examples)
            page.Append("<li>").Append(Text(example)).Append("</li>");
        page.Append("</ul>");
    }

    private static void Pictures(StringBuilder page, IReadOnlyList<ClaimPicture> pictures)
    {
        if (pictures.Count == 0)
            return;
        page.Append("<div class=\"pictures\">");
        foreach (ClaimPicture one in pictures)
            page.Append("<figure><img alt=\"\" src=\"data:image/png;base64,")
                .Append(Convert.ToBase64String(PngFile.Encode(Small(one.Picture), generated: true)))
                .Append("\"><figcaption>")
                .Append(Text(one.Label))
                .Append("</figcaption></figure>");
        page.Append("</div>");
    }

    private static RgbImage Small(RgbImage picture)
    {
        double shrink = Math.Min(1, MostSide / (double)Math.Max(picture.Width, picture.Height));
        return shrink == 1
            ? picture
            : ImageScaling.Resize(
                picture,
                Math.Max(1, (int)(picture.Width * shrink)),
                Math.Max(1, (int)(picture.Height * shrink))
            );
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Style()
    {
        using StreamReader reader = new(typeof(EssayPage).Assembly.GetManifestResourceStream("essay.css")!);
        return reader.ReadToEnd();
    }
}
