using System.CommandLine;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hippogriff.Cli.Parsing;
using Hippogriff.Tests.House;

namespace Hippogriff.Tests.Cli;

/// <summary>Every command that a page shows is one that the program takes, also where it is not run.</summary>
public sealed partial class PageCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public static TheoryData<string> Pages =>
        [.. Page.All(Repository.Root).Where(page => CommandsOf(page).Any()).Select(page => page.Path)];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(Pages))]
    public void Commands_on_pages_can_be_typed(string path)
    {
        List<string> wrong = [];
        foreach (string command in CommandsOf(Page.Read(Repository.Root, path)))
        {
            RootCommand root = (RootCommand)_run.Parse("doctor").RootCommandResult.Command;
            string[] words = [.. System.CommandLine.Parsing.CommandLineParser.SplitCommandLine(command)];
            ParseResult parsed = root.Parse(FormerNames.Replace(words, root));
            if (ParseErrorSentence.Of(parsed) is { } mistake)
                wrong.Add($"{command}: {mistake}");
            if (!words.SequenceEqual(FormerNames.Replace(words, root)) && !words.Contains("help"))
                wrong.Add($"{command}: an old name");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void What_clients_are_told_to_start_can_be_started()
    {
        JsonElement[] servers =
        [
            .. Page.All(Repository.Root)
                .SelectMany(page => page.Blocks())
                .Where(block => block.Language == "json" && block.Text.Contains("mcpServers", StringComparison.Ordinal))
                .Select(block => JsonElement.Parse(block.Text).GetProperty("mcpServers").GetProperty("hippogriff")),
        ];
        Assert.Equal(2, servers.Length);
        foreach (JsonElement server in servers)
            if (server.TryGetProperty("url", out JsonElement url))
                Assert.Equal(
                    ("http", "/mcp"),
                    (server.GetProperty("type").GetString(), new Uri(url.GetString()!).AbsolutePath)
                );
            else
            {
                Assert.Equal("hippogriff", server.GetProperty("command").GetString());
                string[] args = [.. server.GetProperty("args").EnumerateArray().Select(arg => arg.GetString()!)];
                RootCommand root = (RootCommand)_run.Parse("doctor").RootCommandResult.Command;
                Assert.Empty(root.Parse(args).Errors);
            }
    }

    /// <summary>What stands behind "hippogriff" in blocks of bash, up to a pipe, a redirection or a comment.</summary>
    private static IEnumerable<string> CommandsOf(Page page) =>
        page.Blocks()
            .Where(block => block.Language == "bash")
            .SelectMany(block => Call().Matches(block.Text).Select(match => match.Groups[1].Value.Trim()));

    [GeneratedRegex(
        """
            (?:^|[|;&(][ ]?)
            (?:hippogriff|dotnet[ ]run[ ]-c[ ]Release[ ]--project[ ]src/Hippogriff\.Cli[ ]--)
            [ ]((?:"[^"]*"|[^|\#>;&)\n"])*)
            """,
        RegexOptions.Multiline | RegexOptions.IgnorePatternWhitespace
    )]
    private static partial Regex Call();
}
