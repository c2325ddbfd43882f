using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>Links, anchors, pictures, tables and JSON of the pages.</summary>
public sealed partial class PageTests
{
    public static TheoryData<string> Pages => [.. Page.All(Repository.Root).Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_lead_somewhere(string path)
    {
        Page page = Page.Read(Repository.Root, path);
        List<string> dead = [];
        foreach (Match link in Link().Matches(string.Join('\n', page.Prose())))
        {
            string target = link.Groups[1].Value;
            if (
                target.Contains("://", StringComparison.Ordinal)
                || target.StartsWith("mailto:", StringComparison.Ordinal)
            )
                continue;
            string[] parts = target.Split('#', 2);
            string file =
                parts[0].Length == 0
                    ? Path.Combine(Repository.Root, path)
                    : Path.GetFullPath(parts[0], Path.GetDirectoryName(Path.Combine(Repository.Root, path))!);
            if (!File.Exists(file) && !Directory.Exists(file))
                dead.Add(target);
            else if (parts.Length == 2 && !AnchorsOf(file).Contains(parts[1]))
                dead.Add($"{target} (no such heading)");
        }
        Assert.Empty(dead);
    }

    /// <summary>A merge that keeps both sides can keep one of them twice.</summary>
    [Fact]
    public void The_changelog_says_each_thing_once() =>
        Assert.Empty(
            string.Join('\n', Page.Read(Repository.Root, "CHANGELOG.md").Prose())
                .Split("\n- ")
                .Skip(1)
                .Select(entry => entry.Trim())
                .GroupBy(entry => entry)
                .Where(entry => entry.Skip(1).Any())
                .Select(entry => entry.Key)
        );

    [Theory]
    [MemberData(nameof(Pages))]
    public void Tables_have_a_head_and_as_many_cells_in_each_row(string path)
    {
        IReadOnlyList<string> lines = Page.Read(Repository.Root, path).Prose();
        List<string> wrong = [];
        for (int i = 0; i < lines.Count; i++)
        {
            if (!IsRow(lines[i]))
                continue;
            bool begins = i == 0 || !IsRow(lines[i - 1]);
            if (begins && (i + 1 == lines.Count || !Rule().IsMatch(lines[i + 1])))
                wrong.Add($"line {i + 1}: a table without a head");
            if (begins && i > 0 && lines[i - 1].Trim().Length > 0)
                wrong.Add($"line {i + 1}: a table that is glued to the text above");
            if (!begins && Cells(lines[i]) != Cells(lines[i - 1]))
                wrong.Add($"line {i + 1}: {Cells(lines[i])} cells, and {Cells(lines[i - 1])} above");
        }
        Assert.Empty(wrong);
    }

    /// <summary>
    /// Output stands behind the command that is run, names what it is a part of, or says why it is not compared; what
    /// clients read is tried with the commands.
    /// </summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Output_and_json_are_compared_with_what_comes(string path)
    {
        PageBlock? before = null;
        List<string> wrong = [];
        foreach (PageBlock block in Page.Read(Repository.Root, path).Blocks())
        {
            bool isKnown =
                block.FollowsBlock && before is { Language: "bash" } command
                || new[] { "from", "rows of", "not run" }.Any(mark => block.Mark(mark) is not null)
                || block.Text.Contains("\"mcpServers\"", StringComparison.Ordinal);
            if (block.Language is "" or "json" && !isKnown)
                wrong.Add($"line {block.Line}: add <!-- from: command --> or <!-- from file: path --> above it");
            before = block;
        }
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Json_can_be_read(string path)
    {
        foreach (PageBlock block in Page.Read(Repository.Root, path).Blocks().Where(block => block.Language == "json"))
        {
            string text = block.Text.TrimStart().StartsWith('"') ? $"{{ {block.Text} }}" : block.Text;
            using JsonDocument document = JsonDocument.Parse(text);
            Assert.NotEqual(JsonValueKind.Undefined, document.RootElement.ValueKind);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void What_is_not_run_says_why(string path) =>
        Assert.All(
            Page.Read(Repository.Root, path).Blocks().Select(block => block.Mark("not run")).OfType<string>(),
            reason => Assert.True(reason.Length > 5, path)
        );

    /// <summary>Headings as GitHub names them.</summary>
    private static HashSet<string> AnchorsOf(string file)
    {
        HashSet<string> anchors = [];
        if (Path.GetExtension(file) != ".md")
            return anchors;
        foreach (string line in new Page(file, File.ReadAllText(file).ReplaceLineEndings("\n")).Prose())
        {
            if (!line.StartsWith('#'))
                continue;
            string title = Inline().Replace(line.TrimStart('#').Trim(), "$1").ToLowerInvariant();
            StringBuilder name = new();
            foreach (char c in title)
                if (char.IsLetterOrDigit(c) || c is '-' or '_')
                    name.Append(c);
                else if (c == ' ')
                    name.Append('-');
            string anchor = name.ToString();
            for (int i = 1; !anchors.Add(anchor); i++)
                anchor = $"{name}-{i}";
        }
        return anchors;
    }

    private static bool IsRow(string line) => line.TrimStart().StartsWith('|');

    private static int Cells(string line) => Bar().Count(Code().Replace(line, "code").Trim()) - 1;

    [GeneratedRegex(@"\[(?:[^\[\]]|\[[^\]]*\])*\]\(([^)\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*\|(\s*:?-+:?\s*\|)+\s*$")]
    private static partial Regex Rule();

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Bar();

    [GeneratedRegex(@"`[^`|]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Inline();
}
