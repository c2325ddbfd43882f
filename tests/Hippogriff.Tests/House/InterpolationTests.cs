using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hippogriff.Tests.House;

/// <summary>A message that was broken into lines keeps the $ before each part that holds a value.</summary>
public partial class InterpolationTests
{
    [Fact]
    public void A_part_of_a_message_with_a_value_in_braces_is_interpolated()
    {
        string[] plain =
        [
            .. Repository
                .Sources("src")
                .SelectMany(file => In(string.Join('\n', file.Lines)).Select(text => $"{file.Path}: {text}")),
        ];
        Assert.Empty(plain);
    }

    [Fact]
    public void A_forgotten_sign_is_found_beside_a_part_that_has_it()
    {
        Assert.Single(In("""string s = $"{a} of " + "{b} words" + c;"""));
        Assert.Empty(In("""string s = $"{a} of " + $"{b} words" + " {0}"; string t = "{b}" + "c";"""));
    }

    private static IEnumerable<string> In(string source) =>
        CSharpSyntaxTree
            .ParseText(source)
            .GetRoot()
            .DescendantNodes()
            .OfType<BinaryExpressionSyntax>()
            .Where(sum => sum.IsKind(SyntaxKind.AddExpression) && !sum.Parent.IsKind(SyntaxKind.AddExpression))
            .Select(sum => Parts(sum).ToArray())
            .Where(parts => parts.Any(part => part is InterpolatedStringExpressionSyntax))
            .SelectMany(parts => parts.OfType<LiteralExpressionSyntax>())
            .Select(literal => literal.Token.Text)
            .Where(text => Value().IsMatch(text));

    private static IEnumerable<ExpressionSyntax> Parts(ExpressionSyntax expression) =>
        expression is BinaryExpressionSyntax sum && sum.IsKind(SyntaxKind.AddExpression)
            ? Parts(sum.Left).Concat(Parts(sum.Right))
            : [expression];

    [GeneratedRegex(@"\{[A-Za-z_][^{}""]*\}")]
    private static partial Regex Value();
}
