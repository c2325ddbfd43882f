using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Hippogriff.Tests.House;

/// <summary>
/// Sentences of doc comments, comments and messages have at most 25 words (see <see cref="Sentences"/> for how they
/// are counted). Files with longer ones are listed, and their number may only fall.
/// </summary>
public sealed class SourceSentenceTests
{
    private const int Most = 25;

    /// <summary>How many longer sentences a file may still have.</summary>
    private static readonly Dictionary<string, int> s_longer = new() { };

    [Fact]
    public void Sentences_have_at_most_25_words()
    {
        List<string> wrong = [];
        Dictionary<string, int> found = [];
        foreach ((string path, string[] lines) in Repository.Sources("src"))
        {
            string[] longer = [.. TooLong(string.Join('\n', lines))];
            if (longer.Length > 0)
                found[path] = longer.Length;
            if (longer.Length > s_longer.GetValueOrDefault(path))
                wrong.AddRange(longer.Select(sentence => $"{path}:{sentence}"));
        }
        foreach ((string path, int count) in s_longer)
            if (found.GetValueOrDefault(path) < count)
                wrong.Add($"{path}: only {found.GetValueOrDefault(path)} sentences are longer now; lower its number");
        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("One two three. Four five.", "3 2")]
    [InlineData("A colon: it does not end a sentence; nor does this.", "11")]
    [InlineData("Spends most steps near the end (2206.00364, eq. 5), e.g. there.", "8")]
    [InlineData("t becomes shift * t / (1 + t) for pictures [N, 3, H, W].", "6")]
    [InlineData("Does it end? It does! \"So it does.\" Yes.", "3 2 3 1")]
    public void Words_and_sentences_are_counted_as_people_count_them(string passage, string counts) =>
        Assert.Equal(counts, string.Join(' ', Sentences.Of(passage).Select(Sentences.Words)));

    [Fact]
    public void References_values_and_code_count_as_one_word_and_literals_are_joined()
    {
        SyntaxNode file = CSharpSyntaxTree
            .ParseText(
                """
                /// <summary>Takes <paramref name="value"/> from <c>a + b + c</c>.</summary>
                /// <param name="value">A number.</param>
                class Small
                {
                    // One comment
                    // on two lines.
                    string Text(int value) => $"The value {value + 1} is too large: " + "it has to be " + Limit + ".";
                    string Data => "a file.txt";
                }
                """
            )
            .GetRoot();

        Assert.Contains("Takes x from x.", Passage.OfDocs(file).Select(passage => passage.Text));
        Assert.Contains(new Passage(2, "A number."), Passage.OfDocs(file));
        Assert.Equal([new Passage(5, "One comment on two lines.")], Passage.OfComments(file));
        Assert.Equal([new Passage(7, "The value x is too large: it has to be x.")], Passage.OfMessages(file));
    }

    private static IEnumerable<string> TooLong(string source)
    {
        SyntaxNode file = CSharpSyntaxTree.ParseText(source).GetRoot();
        foreach (
            Passage passage in Passage.OfDocs(file).Concat(Passage.OfComments(file)).Concat(Passage.OfMessages(file))
        )
        foreach (string sentence in Sentences.Of(passage.Text))
            if (Sentences.Words(sentence) > Most)
                yield return $"{passage.Line}: {Sentences.Words(sentence)} words: {sentence}";
    }
}
