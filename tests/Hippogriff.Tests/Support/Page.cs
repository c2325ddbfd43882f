using System.Text.RegularExpressions;

namespace Hippogriff.Tests.Support;

/// <summary>A fenced block of a page.</summary>
/// <param name="Language">What stands behind the fence, such as "bash"; empty for what a command printed.</param>
/// <param name="Text">Its lines.</param>
/// <param name="Line">The line of its fence, from 1.</param>
/// <param name="Marks">HTML comments right above it, such as "not run: trains for an hour".</param>
/// <param name="FollowsBlock">Whether nothing but empty lines stands between it and the block before.</param>
public sealed record PageBlock(string Language, string Text, int Line, IReadOnlyList<string> Marks, bool FollowsBlock)
{
    /// <summary>What stands behind a mark's name and colon, or null where the block has no such mark.</summary>
    public string? Mark(string name) =>
        Marks.FirstOrDefault(mark => mark.StartsWith(name, StringComparison.Ordinal)) is { } mark
            ? mark[name.Length..].TrimStart(':', ' ')
            : null;
}

/// <summary>A page of the documentation: README.md, CONTRIBUTING.md, and all of docs.</summary>
/// <param name="Path">Relative to the repository.</param>
/// <param name="Text">All of it.</param>
public sealed partial record Page(string Path, string Text)
{
    /// <summary>All pages, with forward slashes, in order.</summary>
    public static IReadOnlyList<Page> All(string root) =>
        [
            .. new[] { "README.md", "CONTRIBUTING.md" }
                .Concat(
                    Directory
                        .EnumerateFiles(System.IO.Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories)
                        .Select(file => System.IO.Path.GetRelativePath(root, file).Replace('\\', '/'))
                        .Order(StringComparer.Ordinal)
                )
                .Select(path => Read(root, path)),
        ];

    /// <summary>One page.</summary>
    public static Page Read(string root, string path) =>
        new(path, File.ReadAllText(System.IO.Path.Combine(root, path)).ReplaceLineEndings("\n"));

    /// <summary>What a comment on the page says the reader has at hand: "given: photo.jpg, my-pictures".</summary>
    public IReadOnlyList<string> Given =>
        [
            .. CommentLine()
                .Matches(Text)
                .Select(match => match.Groups[1].Value.Trim())
                .Where(mark => mark.StartsWith("given:", StringComparison.Ordinal))
                .SelectMany(mark => mark["given:".Length..].Split(',', StringSplitOptions.TrimEntries)),
        ];

    /// <summary>The fenced blocks, in order.</summary>
    public IReadOnlyList<PageBlock> Blocks()
    {
        List<PageBlock> blocks = [];
        List<string> marks = [];
        bool follows = false;
        string[] lines = Text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (Fence().Match(lines[i]) is { Success: true } fence)
            {
                int end = i + 1;
                while (end < lines.Length && lines[end].Trim() != "```")
                    end++;
                blocks.Add(
                    new PageBlock(
                        fence.Groups[1].Value,
                        string.Join('\n', lines[(i + 1)..end]),
                        i + 1,
                        [.. marks],
                        follows
                    )
                );
                (i, follows) = (end, true);
                marks.Clear();
            }
            else if (CommentLine().Match(lines[i]) is { Success: true } comment)
                marks.Add(comment.Groups[1].Value.Trim());
            else if (lines[i].Trim().Length > 0)
            {
                marks.Clear();
                follows = false;
            }
        }
        return blocks;
    }

    /// <summary>The page without its fenced blocks and comments, line by line; those lines are empty.</summary>
    public IReadOnlyList<string> Prose()
    {
        bool inside = false;
        return
        [
            .. Text.Split('\n')
                .Select(line =>
                {
                    bool fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
                    inside ^= fence;
                    return fence || inside || CommentLine().IsMatch(line) ? "" : line;
                }),
        ];
    }

    [GeneratedRegex(@"^\s*```(\w*)\s*$")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^\s*<!--(.*?)-->\s*$", RegexOptions.Multiline)]
    private static partial Regex CommentLine();
}
