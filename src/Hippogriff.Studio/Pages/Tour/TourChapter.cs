using System.Globalization;
using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>
/// A chapter of the tour: a page of docs/tour, embedded in the assembly, so that repository and studio have the same
/// text.
/// </summary>
/// <param name="Number">1-based number.</param>
/// <param name="Slug">Its name in URLs: its file name without the number.</param>
/// <param name="Title">Its title.</param>
/// <param name="Story">The story and the exercises, as HTML.</param>
/// <param name="Formula">The formula and the file that computes it, as HTML.</param>
internal sealed record TourChapter(int Number, string Slug, string Title, string Story, string Formula)
{
    private const string Folder = "tour/",
        FormulaHeading = "Formula and file";
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder().DisableHtml().Build();

    /// <summary>All chapters in order.</summary>
    public static IReadOnlyList<TourChapter> All { get; } =
    [
        .. typeof(TourChapter)
            .Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && char.IsAsciiDigit(name[Folder.Length]))
            .Select(Read)
            .OrderBy(chapter => chapter.Number),
    ];

    /// <summary>URL of its page.</summary>
    public string Address => Folder + Slug;

    /// <summary>The chapter with that name, or null.</summary>
    public static TourChapter? Find(string slug) =>
        All.FirstOrDefault(chapter => chapter.Slug.Equals(slug, StringComparison.OrdinalIgnoreCase));

    private static TourChapter Read(string resource)
    {
        using Stream stream = typeof(TourChapter).Assembly.GetManifestResourceStream(resource)!;
        using StreamReader reader = new(stream);
        string name = resource[Folder.Length..^".md".Length];
        int dash = name.IndexOf('-', StringComparison.Ordinal);
        (string title, string story, string formula) = Render(reader.ReadToEnd());
        return new TourChapter(
            int.Parse(name[..dash], CultureInfo.InvariantCulture),
            name[(dash + 1)..],
            title,
            story,
            formula
        );
    }

    /// <summary>
    /// Splits a chapter into the title without the number, the story without navigation lines, and the formula.
    /// </summary>
    internal static (string Title, string Story, string Formula) Render(string markdown)
    {
        MarkdownDocument whole = Markdown.Parse(markdown, s_pipeline);
        HeadingBlock[] headings = [.. whole.OfType<HeadingBlock>()];
        string title = Text(headings[0]).Split(". ", 2)[^1];
        int formula = headings.Single(heading => Text(heading) == FormulaHeading).Span.End + 1;
        return (
            title,
            Html(
                markdown[
                    (headings[0].Span.End + 1)..headings.Single(heading => Text(heading) == FormulaHeading).Span.Start
                ]
            ),
            Html(markdown[formula..])
        );
    }

    private static string Html(string markdown)
    {
        MarkdownDocument document = Markdown.Parse(markdown, s_pipeline);
        foreach (ParagraphBlock way in document.OfType<ParagraphBlock>().Where(LeadsOn).ToArray())
            document.Remove(way);
        foreach (LinkInline link in document.Descendants<LinkInline>().ToArray())
            Resolve(link);
        foreach (FencedCodeBlock code in document.Descendants<FencedCodeBlock>())
            code.GetAttributes().AddClass("command");
        return document.ToHtml(s_pipeline);
    }

    /// <summary>Whether a paragraph is a navigation line; the page has its own links.</summary>
    private static bool LeadsOn(ParagraphBlock paragraph) =>
        paragraph.Inline?.FirstChild is LiteralInline words
        && (
            words.Content.ToString().StartsWith("Before:", StringComparison.Ordinal)
            || words.Content.ToString().StartsWith("Next:", StringComparison.Ordinal)
        );

    /// <summary>Converts links: chapters link to their pages, and other repository files become plain names.</summary>
    private static void Resolve(LinkInline link)
    {
        string file = link.Url ?? "";
        if (file.EndsWith(".md", StringComparison.Ordinal) && char.IsAsciiDigit(file[0]))
        {
            link.Url = Folder + file[(file.IndexOf('-', StringComparison.Ordinal) + 1)..^".md".Length];
            return;
        }
        EmphasisInline words = new() { DelimiterChar = '*', DelimiterCount = 1 };
        link.ReplaceBy(words, copyChildren: true);
    }

    private static string Text(HeadingBlock heading) =>
        string.Concat(heading.Inline!.Descendants<LiteralInline>().Select(literal => literal.Content.ToString()));
}
