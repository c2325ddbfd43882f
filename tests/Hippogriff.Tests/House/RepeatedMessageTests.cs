using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Hippogriff.Tests.House;

/// <summary>
/// Tests compare the kind of a refusal and the fragments that matter: the name, the number, what is allowed. Who makes
/// a sentence of the product better should not have to write it a second time in a test.
/// </summary>
public partial class RepeatedMessageTests
{
    /// <summary>A text with fewer words is no sentence.</summary>
    private const int Sentence = 5;

    /// <summary>Words in a row that a test may take from a sentence of the product.</summary>
    private const int Fragment = 6;

    /// <summary>Parts of what people type, which the product shows as an example.</summary>
    private static readonly string[] s_typed = ["clown fish", "cat to the left of"];

    [Fact]
    public void No_test_repeats_a_sentence_of_the_product()
    {
        Known product = new(
            Repository
                .Sources("src")
                .SelectMany(source => Texts(source.Lines, thrown: true))
                .Where(text => Ends().IsMatch(text.Text))
        );
        Assert.Empty(
            Repository
                .Sources("tests")
                .SelectMany(source =>
                    Texts(source.Lines)
                        .Where(passage =>
                            !s_typed.Any(typed => passage.Text.Contains(typed, StringComparison.Ordinal))
                            && product.Repeats(passage.Text)
                        )
                        .Select(passage => $"{source.Path}:{passage.Line}: {passage.Text}")
                )
        );
    }

    [Theory]
    [InlineData("The cow 7 is not in a row of 3 cows.", true)] // whole
    [InlineData("The cow 7", false)]
    [InlineData("7 is not in a row of", false)] // six words
    [InlineData("is not in a row of 3 cows", false)] // a value between them
    [InlineData("so grass and clover grow again all summer", true)]
    [InlineData("7 cows are not in a row", true)]
    public void A_whole_sentence_and_a_long_fragment_are_found(string text, bool repeats)
    {
        string[] product =
        [
            "class A { string B(int c, int d) => $\"The cow {c} is not in \" + $\"a row of {d} cows.\"; }",
            "class A { string B => \"It rains, so grass and clover grow again all summer long.\"; }",
            "class A { string B(int c) => $\"{c} cows are not in a {c}\"; }",
        ];
        Assert.Equal(repeats, new Known(product.SelectMany(line => Texts([line]))).Repeats(text));
    }

    [Fact]
    public void What_a_test_throws_itself_is_its_own() =>
        Assert.Empty(Texts(["class A { void B() { throw new Exception(\"The cow is not in a row.\"); } }"]));

    private static IEnumerable<Passage> Texts(string[] lines, bool thrown = false) =>
        Passage
            .OfTexts(
                CSharpSyntaxTree.ParseText(string.Join('\n', lines)).GetRoot(),
                within: node => thrown || node is not (ThrowStatementSyntax or ThrowExpressionSyntax)
            )
            .Where(passage => Words(passage.Text).Length >= Sentence);

    private static string[] Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The texts of the product.</summary>
    private sealed class Known
    {
        private readonly HashSet<string> _fragments;
        private readonly ILookup<string, string[]> _sentences;

        public Known(IEnumerable<Passage> texts)
        {
            string[] known = [.. texts.Select(passage => passage.Text).Distinct()];
            _fragments = [.. known.SelectMany(Fragments)];
            _sentences = known
                .Where(text => Words(Value().Replace(text, "")).Length > 2)
                .ToLookup(LastWord, text => Value().Split(text));
        }

        public bool Repeats(string text) =>
            Fragments(text).Any(_fragments.Contains)
            || _sentences[LastWord(text)].Concat(_sentences["x"]).Any(parts => IsMadeOf(parts, text));

        /// <summary>Whether a text is these parts with values between them.</summary>
        private static bool IsMadeOf(string[] parts, string text)
        {
            if (parts is [string whole])
                return text == whole;
            if (!text.StartsWith(parts[0], StringComparison.Ordinal))
                return false;
            int at = parts[0].Length;
            foreach (string part in parts[1..^1])
            {
                int found = text.IndexOf(part, Math.Min(at + 1, text.Length), StringComparison.Ordinal);
                if (found < 0)
                    return false;
                at = found + part.Length;
            }
            return at < text.Length - parts[^1].Length && text.EndsWith(parts[^1], StringComparison.Ordinal);
        }

        private static string LastWord(string text) => Value().IsMatch(Words(text)[^1]) ? "x" : Words(text)[^1];

        private static IEnumerable<string> Fragments(string text)
        {
            string[] words = Words(text);
            for (int i = 0; i + Fragment < words.Length; i++)
                if (!words[i..(i + Fragment + 1)].Any(word => Value().IsMatch(word)))
                    yield return string.Join(' ', words[i..(i + Fragment + 1)]);
        }
    }

    /// <summary>Where a sentence has a value.</summary>
    [GeneratedRegex(@"(?<![\w-])x(?![\w-])")]
    private static partial Regex Value();

    [GeneratedRegex(@"[.!?]\s*$")]
    private static partial Regex Ends();
}
