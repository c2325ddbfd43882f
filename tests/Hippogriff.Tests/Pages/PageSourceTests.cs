using System.Text.RegularExpressions;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Tests.House;

namespace Hippogriff.Tests.Pages;

/// <summary>What pages show stands in the resource files, and what stands there is shown.</summary>
public partial class PageSourceTests
{
    private static readonly string s_pages = Path.Combine(Repository.Root, "src", "Hippogriff.Studio", "Pages");

    /// <summary>Words that are the same in every language.</summary>
    private static readonly string[] s_names = ["Hippogriff"];

    private static readonly string[] s_sources =
    [
        .. Directory
            .EnumerateFiles(s_pages, "*.*", SearchOption.AllDirectories)
            .Where(file =>
                file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)
            ),
    ];

    public static TheoryData<string> Components =>
        [
            .. s_sources
                .Where(file => file.EndsWith(".razor", StringComparison.Ordinal))
                .Select(file => Path.GetRelativePath(s_pages, file)),
        ];

    [Theory, MemberData(nameof(Components))]
    public void A_component_has_no_visible_text_of_its_own(string component) =>
        Assert.Empty(TextsIn(File.ReadAllText(Path.Combine(s_pages, component))).Except(s_names));

    [Theory]
    [InlineData("<p>Draw it</p>", "Draw it")]
    [InlineData("<p>\n    Draw it,\n    and look.\n</p>", "Draw it,")]
    [InlineData("<b aria-label=\"Close\"></b>", "Close")]
    [InlineData("<PageHeading Title=\"Create\" />", "Create")]
    [InlineData("@* Draw it *@<p>@Say[\"Tour.Draw\"]</p>", null)]
    [InlineData("<p>\n    @foreach (int i in all)\n    {\n        <i>@i</i>\n    }\n</p>", null)]
    public void Texts_are_found_in_markup_and_in_attributes(string razor, string? text) =>
        Assert.Equal(text is null ? [] : [text], TextsIn(razor));

    [Fact]
    public void Every_text_that_the_sources_name_is_there()
    {
        HashSet<string> there = [.. PageTexts.English.Names];
        Assert.DoesNotContain(Named(), name => !there.Contains(name) && !there.Contains(name + ".One"));
    }

    [Fact]
    public void Every_text_is_used()
    {
        HashSet<string> named = [.. Named()];
        Regex[] made = [.. s_sources.SelectMany(file => Made().Matches(File.ReadAllText(file))).Select(MadeNames)];
        Assert.DoesNotContain(
            PageTexts.English.Names,
            name =>
                !named.Contains(name)
                && !named.Contains(Ending().Replace(name, ""))
                && !made.Any(names => names.IsMatch(name))
        );
    }

    private static IEnumerable<string> Named() =>
        s_sources
            .SelectMany(file => Name().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct();

    private static IReadOnlyList<string> TextsIn(string razor)
    {
        string markup = Comment().Replace(razor, "").Split("@code")[0];
        return
        [
            .. Between()
                .Matches(markup)
                .SelectMany(match => match.Groups[1].Value.Split('\n'))
                .Select(line => line.Trim())
                .Where(IsText),
            .. Attribute()
                .Matches(markup)
                .Select(match => match.Groups[1].Value)
                .Where(value => Letters().IsMatch(value)),
        ];
    }

    private static bool IsText(string line) =>
        line.Length > 0
        && (char.IsUpper(line[0]) || line[0] is '“')
        && !line.AsSpan().ContainsAny("=;{}@")
        && Letters().IsMatch(line);

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("(?<=^|>)([^<>]*)<", RegexOptions.Singleline)]
    private static partial Regex Between();

    [GeneratedRegex(
        "\\b(?:aria-label|aria-description|title|placeholder|alt|Label|Title|Lead|Hint|Verb|Spoken|Placeholder|Caption"
            + "|Waiting|Real)=\"([^\"@][^\"]*)\""
    )]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Letters();

    /// <summary>A whole name: "Tour.Dots.Title".</summary>
    [GeneratedRegex(
        "\"((?:Language|Shell|Tour|Game|Create|Forms|Inside|Pictures|From|Queue|Story|Watch|Words|Models|Compare|Lesson"
            + "|Train|Class|Entry|Board)\\.[A-Z][A-Za-z0-9.]*[A-Za-z0-9])\""
    )]
    private static partial Regex Name();

    /// <summary>The names that come of a text with holes, or of a beginning to which a value is added.</summary>
    private static Regex MadeNames(Match made) =>
        new(
            "^"
                + Hole()
                    .Replace(
                        Regex.Escape(made.Groups[1].Value).Replace("\\{", "{", StringComparison.Ordinal),
                        "[A-Za-z0-9]+"
                    )
                + "[A-Za-z0-9]*$"
        );

    /// <summary>A name with holes, $"Game.{id}.Name", or a beginning, "Shell.Theme." + theme.</summary>
    [GeneratedRegex("\"((?:[A-Z][A-Za-z]+)\\.(?:[A-Za-z0-9.]*\\{[^\"]+\\}[A-Za-z0-9.]*|(?:[A-Z][A-Za-z0-9]*\\.)+))\"")]
    private static partial Regex Made();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\.(One|Other|About|Many)$")]
    private static partial Regex Ending();
}
