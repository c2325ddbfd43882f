using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Hippogriff.Studio.Pages.Models;

/// <summary>
/// Renders a model card as HTML. Cards are untrusted: HTML is shown as text, pictures become their alternative text,
/// and only http links are kept.
/// </summary>
internal static class CardText
{
    private static readonly MarkdownPipeline s_pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseYamlFrontMatter()
        .Build();

    public static string ToHtml(string card)
    {
        MarkdownDocument document = Markdown.Parse(card, s_pipeline);
        foreach (HeadingBlock heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(6, heading.Level + 2); // below the page's own
        foreach (LinkInline link in document.Descendants<LinkInline>().ToArray())
            Disarm(link);
        foreach (AutolinkInline link in document.Descendants<AutolinkInline>().ToArray())
            link.ReplaceBy(new LiteralInline(link.Url));
        return document.ToHtml(s_pipeline);
    }

    private static void Disarm(LinkInline link)
    {
        bool outside =
            !link.IsImage
            && Uri.TryCreate(link.Url, UriKind.Absolute, out Uri? address)
            && address.Scheme is "https" or "http";
        if (outside)
        {
            link.GetAttributes().AddProperty("rel", "noreferrer nofollow");
            link.GetAttributes().AddProperty("target", "_blank");
            return;
        }
        EmphasisInline words = new() { DelimiterChar = '*', DelimiterCount = 1 };
        link.ReplaceBy(words, copyChildren: true);
    }
}
