using System.Text;
using System.Text.Json;

namespace Hippogriff.EndToEnd.Tests.Pages;

/// <summary>
/// Types the blocks of bash of each page, in order, in a folder of the page's own, and compares what comes out with
/// what the page shows.
/// <list type="bullet">
/// <item><c>&lt;!-- not run: why --&gt;</c> above a block leaves it out, <c>&lt;!-- server --&gt;</c> runs it beside
/// those that follow.</item>
/// <item><c>&lt;!-- from: command --&gt;</c> above an output runs that command, and what is shown is a part of what it
/// prints; <c>&lt;!-- rows of: command --&gt;</c> compares the names of a table's rows, and
/// <c>&lt;!-- from file: path --&gt;</c> compares with a file of the repository.</item>
/// <item><c>&lt;!-- given: photo.jpg, my-pictures --&gt;</c> says what the reader has at hand.</item>
/// </list>
/// </summary>
public sealed class PageScriptTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Pages =>
        [
            .. Page.All(Root)
                .Where(page =>
                    page.Blocks()
                        .Any(block =>
                            block.Language == "bash" && block.Mark("not run") is null
                            || block.Mark("from:") is not null
                            || block.Mark("rows of:") is not null
                        )
                )
                .Select(page => page.Path),
        ];

    internal static string Root { get; } = FindRoot();

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task What_a_page_shows_comes_out(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The blocks are for bash.");
        Page page = Page.Read(Root, path);
        using PageShell shell = new(Root, page.Given);
        StringBuilder wrong = new();
        IReadOnlyList<PageBlock> blocks = page.Blocks();
        for (int i = 0; i < blocks.Count; i++)
        {
            PageBlock block = blocks[i];
            if ((block.Mark("from:") ?? block.Mark("rows of:")) is { } command)
            {
                (_, string printed) = await shell.RunAsync(command, s_limit);
                if (PartProblem(block, printed) is { } lacks)
                    wrong.AppendLine($"{path}:{block.Line}: {lacks}\n{printed}");
            }
            if (block.Language != "bash" || block.Mark("not run") is not null)
                continue;
            if (block.Mark("server") is not null)
            {
                await shell.ServeAsync(block.Text);
                continue;
            }
            (int code, string came) = await shell.RunAsync(block.Text, s_limit);
            PageBlock? shown =
                i + 1 < blocks.Count && blocks[i + 1] is { FollowsBlock: true, Language: "" or "json" } next
                    ? next
                    : null;
            int wanted = block.Mark("exit") is { } number ? int.Parse(number) : 0;
            if (code != wanted)
                wrong.AppendLine($"{path}:{block.Line}: exit code {code}\n{came}");
            else if (shown is not null && Problem(shown, came) is { } problem)
                wrong.AppendLine($"{path}:{shown.Line}: {problem}\n{came}");
        }
        Assert.True(wrong.Length == 0, wrong.ToString());
    }

    [Fact]
    public void Files_that_pages_show_are_those_of_the_repository()
    {
        foreach (Page page in Page.All(Root))
        foreach (PageBlock block in page.Blocks())
            if (block.Mark("from file") is { } file)
                Assert.Null(PartProblem(block, File.ReadAllText(Path.Combine(Root, file))));
    }

    /// <summary>What is wrong with a block that shows a part of what came.</summary>
    private static string? PartProblem(PageBlock shown, string came)
    {
        if (shown.Mark("rows of:") is not null)
            return ShownOutput.Rows(shown.Text).SequenceEqual(ShownOutput.Rows(came)) ? null : "other rows came:";
        if (shown.Language != "json")
            return ShownOutput.IsPart(shown.Text, came) ? null : "no such lines came:";
        using JsonDocument page = JsonDocument.Parse(
                shown.Text.TrimStart().StartsWith('"') ? $"{{{shown.Text}}}" : shown.Text
            ),
            answer = JsonDocument.Parse(came[came.IndexOf('{')..(came.LastIndexOf('}') + 1)]);
        return ShownOutput.Difference(page.RootElement, answer.RootElement, part: true);
    }

    private static string? Problem(PageBlock shown, string came)
    {
        if (shown.Language != "json")
            return ShownOutput.Fits(shown.Text, came) ? null : "another output is shown than came:";
        using JsonDocument page = JsonDocument.Parse(shown.Text),
            answer = JsonDocument.Parse(came[came.IndexOf('{')..(came.LastIndexOf('}') + 1)]);
        return ShownOutput.Difference(page.RootElement, answer.RootElement);
    }

    private static string FindRoot()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Hippogriff.slnx")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
