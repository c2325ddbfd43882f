using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>
/// The passages that a Razor page shows: its text between tags, and attributes of several words. Marks inside of a
/// sentence do not end it, and an expression counts as one word. Code behind <c>@code</c> is not part of it.
/// </summary>
internal static partial class RazorText
{
    private const int Several = 6;

    /// <summary>The passages in no particular order, with single spaces.</summary>
    public static IEnumerable<string> Of(string page)
    {
        string shown = CodeBlock().Replace(page, "");
        foreach (Regex unseen in (Regex[])[Comment(), Hidden(), CodeLine()])
            shown = unseen.Replace(shown, "");
        IEnumerable<string> said = Quoted().Matches(shown).Select(quoted => quoted.Groups[1].Value);
        string text = Quoted().Replace(Expression().Replace(shown, "x"), "''");
        text = OtherTag().Replace(InlineTag().Replace(text, ""), "\n\n");
        return Gap()
            .Split(text)
            .Concat(said.Where(words => words.Split(' ').Length > Several && !words.Contains('@')))
            .Select(passage => Space().Replace(passage, " ").Trim())
            .Where(passage => passage.Contains(' ') && passage.Any(char.IsLetter));
    }

    [GeneratedRegex(@"^@code\b.*", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"@\*.*?\*@", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"<(script|style|svg)\b.*?</\1>", RegexOptions.Singleline)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"@[\w.?!]*(?:\[[^\[\]]*\]|[\w.?!]|\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))+")]
    private static partial Regex Expression();

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"</?(?:b|i|em|strong|a|code|kbd|span|small|NavLink|br)\b[^<>]*>")]
    private static partial Regex InlineTag();

    [GeneratedRegex(@"<[^<>]*>")]
    private static partial Regex OtherTag();

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex Gap();

    [GeneratedRegex(
        @"^[ \t]*(?:@(?:if|for|foreach|while|switch|using|page|inject|inherits|implements|attribute|typeparam)\b.*"
            + @"|else\b.*|case .*:|[{}].*|.*[=(].*;|.*=>)[ \t]*$",
        RegexOptions.Multiline
    )]
    private static partial Regex CodeLine();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
