using System.CommandLine;
using System.Text.RegularExpressions;
using Hippogriff.Studio.Pages.Tour;
using Hippogriff.Tests.Cli;
using Hippogriff.Tests.House;

namespace Hippogriff.Tests.Pages;

/// <summary>
/// The tour: plain words, short chapters, links and commands that are there, and one text for the repository and the
/// studio.
/// </summary>
public partial class TourTests
{
    private const string FormulaHeading = "## Formula and file";

    /// <summary>Two minutes at 200 words a minute.</summary>
    private const int MostWords = 400;

    /// <summary>A reader of eleven years.</summary>
    private const double MostGrade = 5;

    private static readonly string s_folder = Path.Combine(Repository.Root, "docs", "tour");

    public static TheoryData<string> Chapters =>
        [
            .. Directory
                .EnumerateFiles(s_folder, "?-*.md")
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory, MemberData(nameof(Chapters))]
    public void A_chapter_is_read_in_two_minutes_by_a_child_of_eleven(string file)
    {
        string prose = Prose(Story(file));
        Assert.InRange(ReadingLevel.Words(prose).Length, 150, MostWords);
        Assert.True(ReadingLevel.Grade(prose) <= MostGrade, $"{file} has grade {ReadingLevel.Grade(prose):0.0}.");
    }

    [Theory, MemberData(nameof(Chapters))]
    public void A_chapter_has_something_to_do_and_no_formula_before_the_switch(string file)
    {
        Assert.Contains("## Try it", Story(file), StringComparison.Ordinal);
        Assert.DoesNotMatch(@"[=^_|σα∑]|\bsigma\b", Prose(Story(file)));
        Assert.Contains(
            "src/Hippogriff",
            File.ReadAllText(Path.Combine(s_folder, file)).Split(FormulaHeading)[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Links_lead_somewhere_and_named_files_are_there()
    {
        List<string> wrong = [];
        foreach (string file in Directory.EnumerateFiles(s_folder, "*.md"))
        {
            string text = File.ReadAllText(file);
            wrong.AddRange(
                Link()
                    .Matches(text)
                    .Select(match => match.Groups[1].Value)
                    .Where(link => !File.Exists(Path.Combine(s_folder, link)))
                    .Select(link => $"{Path.GetFileName(file)}: {link}")
            );
            wrong.AddRange(
                Named()
                    .Matches(text)
                    .Select(match => match.Groups[1].Value)
                    .Where(path => !Path.Exists(Path.Combine(Repository.Root, path)))
                    .Select(path => $"{Path.GetFileName(file)}: {path}")
            );
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_command_of_the_tour_can_be_given()
    {
        using CommandRun run = new();
        foreach (
            string line in Directory
                .EnumerateFiles(s_folder, "*.md")
                .SelectMany(File.ReadAllLines)
                .Where(line => line.StartsWith("hippogriff ", StringComparison.Ordinal))
        )
            Assert.True(run.Parse(line["hippogriff ".Length..]).Errors.Count == 0, line);
    }

    [Fact]
    public void Every_page_has_a_chapter_in_the_studio_at_its_old_address()
    {
        foreach (string file in Chapters.Select(row => row.Data))
        {
            string page = Path.GetFileNameWithoutExtension(file);
            Assert.Equal(page[0] - '0', TourStop.Find(page[2..]));
        }
        Assert.Equal(0, TourStop.Find("no-such-chapter"));
        Assert.Equal(9, TourStop.Find("finale"));
    }

    [Theory]
    [InlineData("cat", 1)]
    [InlineData("picture", 2)]
    [InlineData("made", 1)]
    [InlineData("little", 2)]
    [InlineData("computer", 3)]
    [InlineData("the", 1)]
    public void Syllables_are_counted_as_they_are_spoken(string word, int syllables) =>
        Assert.Equal(syllables, ReadingLevel.Syllables(word));

    [Fact]
    public void Hard_words_and_long_sentences_raise_the_grade()
    {
        Assert.True(ReadingLevel.Grade("The cat sat on the mat. It was glad.") < 1);
        Assert.True(
            ReadingLevel.Grade(
                "Notwithstanding considerable methodological heterogeneity, practitioners unanimously "
                    + "recommend hierarchical regularisation of overparametrised architectures."
            ) > 15
        );
    }

    /// <summary>A chapter up to the formula.</summary>
    private static string Story(string file) => File.ReadAllText(Path.Combine(s_folder, file)).Split(FormulaHeading)[0];

    /// <summary>Without code, headings and the lines that lead on.</summary>
    private static string Prose(string story) =>
        string.Join(
            '\n',
            CodeBlock()
                .Replace(story, "")
                .Split('\n')
                .Where(line =>
                    !line.StartsWith('#')
                    && !line.StartsWith("Before:", StringComparison.Ordinal)
                    && !line.StartsWith("Next:", StringComparison.Ordinal)
                )
        );

    [GeneratedRegex(@"\]\(([^)#\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(src/[^`]+)`")]
    private static partial Regex Named();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
