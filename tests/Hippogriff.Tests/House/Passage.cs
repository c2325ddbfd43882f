using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hippogriff.Tests.House;

/// <summary>English between code: one passage is one element of a doc comment, one comment or one message.</summary>
/// <param name="Line">The line that it begins at, from 1.</param>
/// <param name="Text">Its words, with "x" for every reference, piece of code or interpolated value.</param>
internal sealed partial record Passage(int Line, string Text)
{
    private static readonly string[] s_inline = ["c", "see", "seealso", "paramref", "typeparamref", "b", "i", "a"];

    /// <summary>The elements of the doc comments of a C# file; what stands in a code element is left out.</summary>
    public static IEnumerable<Passage> OfDocs(SyntaxNode file)
    {
        foreach (SyntaxTrivia trivia in file.DescendantTrivia())
        {
            if (!trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia))
                continue;
            string[] lines = trivia.ToFullString().Split('\n');
            string xml = string.Join('\n', lines.Select(line => line.TrimStart().TrimStart('/')));
            XElement root = XElement.Parse($"<doc>{xml}</doc>", LoadOptions.SetLineInfo);
            int first = trivia.GetLocation().GetLineSpan().StartLinePosition.Line;
            foreach (XElement element in root.DescendantsAndSelf().Where(e => !IsInline(e) && e.Name != "code"))
            foreach (string text in Texts(element))
                yield return new Passage(first + ((IXmlLineInfo)element).LineNumber, text);
        }
    }

    /// <summary>Comments that stand on lines of their own; lines that follow each other are one passage.</summary>
    public static IEnumerable<Passage> OfComments(SyntaxNode file)
    {
        List<(int Line, string Text)> block = [];
        foreach (SyntaxTrivia trivia in file.DescendantTrivia())
        {
            if (!trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
                continue;
            int line = trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
            if (block.Count > 0 && block[^1].Line != line - 1)
            {
                yield return Joined(block);
                block.Clear();
            }
            block.Add((line, trivia.ToString().TrimStart('/').Trim()));
        }
        if (block.Count > 0)
            yield return Joined(block);
    }

    /// <summary>
    /// String literals that are sentences for people: they begin with a capital letter or a value and end with a full
    /// stop, and hold no line break or markup.
    /// </summary>
    public static IEnumerable<Passage> OfMessages(SyntaxNode file) =>
        OfTexts(file).Where(text => Message().IsMatch(text.Text));

    /// <summary>All string literals; literals that are added to each other are one passage.</summary>
    /// <param name="file">The file.</param>
    /// <param name="within">Whether to look inside of a node.</param>
    public static IEnumerable<Passage> OfTexts(SyntaxNode file, Func<SyntaxNode, bool>? within = null)
    {
        foreach (ExpressionSyntax literal in file.DescendantNodes(within).OfType<ExpressionSyntax>())
            if (
                literal.Parent is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression }
                && IsText(literal)
            )
                yield return new Passage(literal.GetLocation().GetLineSpan().StartLinePosition.Line + 1, Flat(literal));
    }

    private static bool IsInline(XElement element) => s_inline.Contains(element.Name.LocalName);

    /// <summary>The texts of an element; a paragraph or list in it ends one text and begins another.</summary>
    private static IEnumerable<string> Texts(XElement element)
    {
        StringBuilder text = new();
        foreach (XNode node in element.Nodes())
        {
            if (node is XText words)
                text.Append(words.Value);
            else if (node is XElement inline && IsInline(inline))
                text.Append('x');
            else
            {
                yield return text.ToString();
                text.Clear();
            }
        }
        yield return text.ToString();
    }

    private static Passage Joined(List<(int Line, string Text)> block) =>
        new(block[0].Line, string.Join(' ', block.Select(line => line.Text)));

    private static bool IsText(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression),
            InterpolatedStringExpressionSyntax => true,
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AddExpression } add => IsText(add.Left)
                || IsText(add.Right),
            _ => false,
        };

    private static string Flat(ExpressionSyntax expression) =>
        expression switch
        {
            LiteralExpressionSyntax literal when IsText(literal) => literal.Token.ValueText,
            InterpolatedStringExpressionSyntax text => string.Concat(
                text.Contents.Select(part => part is InterpolatedStringTextSyntax t ? t.TextToken.ValueText : "x")
            ),
            BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression) => Flat(sum.Left) + Flat(sum.Right),
            _ => "x",
        };

    [GeneratedRegex("""^[A-Z"'x][^\n<>{}]* [^\n<>{}]*[.!?]["')]?$""")]
    private static partial Regex Message();
}
