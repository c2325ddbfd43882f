using System.CommandLine;
using Hippogriff.Cli.Parsing;

namespace Hippogriff.Tests.Cli;

/// <summary>An option means the same in every command; docs/command-line.md shows which there are.</summary>
public sealed class OptionConventionTests : IDisposable
{
    private const string Begin = "<!-- options: begin -->",
        End = "<!-- options: end -->";

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Every_option_has_its_place_in_the_list()
    {
        string[] missing =
        [
            .. Uses().Select(use => use.Option.Name).Where(name => OptionConventions.Find(name) is null).Distinct(),
        ];
        Assert.Empty(missing);
        Assert.Equal(
            OptionConventions.All.Count,
            OptionConventions.All.Select(one => one.Name).Distinct(StringComparer.Ordinal).Count()
        );
        string[] gone =
        [
            .. OptionConventions.All.Select(one => one.Name).Except(Uses().Select(use => use.Option.Name)),
        ];
        Assert.Empty(gone);
    }

    [Fact]
    public void The_same_name_takes_the_same_type_and_begins_its_help_with_the_same_sentence()
    {
        foreach (IGrouping<string, Use> name in Uses().GroupBy(use => use.Option.Name))
        {
            Assert.Single(name.Select(use => TypeOf(use.Option)).Distinct());
            string[] meanings = [.. name.Select(use => MeaningOf(use.Option)).Distinct()];
            Assert.True(meanings.Length == 1, $"{name.Key}: {string.Join(" | ", meanings)}");
            string[] shorts = [.. name.SelectMany(use => OptionConventions.FormsOf(use.Option).SkipLast(1)).Distinct()];
            Assert.InRange(shorts.Length, 0, 1);
        }
    }

    [Fact]
    public void Options_of_several_commands_have_a_meaning_in_the_list()
    {
        string[] without =
        [
            .. Uses()
                .GroupBy(use => use.Option.Name)
                .Where(name => name.Count() > 1 && OptionConventions.Find(name.Key)!.Meaning.Length == 0)
                .Select(name => name.Key),
        ];
        Assert.Empty(without);
    }

    [Fact]
    public void No_short_form_stands_for_two_options()
    {
        string[] forms = [.. OptionConventions.All.Select(one => one.Short).OfType<string>()];
        Assert.Equal(forms.Distinct(StringComparer.Ordinal), forms);
        foreach (string usual in new[] { "-o", "-s", "-n", "-p", "-m" })
            Assert.Contains(usual, forms);
    }

    [Fact]
    public void A_number_says_in_its_help_which_ones_are_allowed()
    {
        foreach (Use use in Uses().Where(use => use.Option is IRanged))
            Assert.Contains(((IRanged)use.Option).Range, use.Option.Description!, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_of_the_command_line_shows_the_list()
    {
        string page = File.ReadAllText(Path.Combine(Hippogriff.Tests.House.Repository.Root, "docs", "command-line.md"))
            .ReplaceLineEndings("\n");
        int begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length,
            end = page.IndexOf(End, StringComparison.Ordinal);
        string shown = page[begin..end].Trim(),
            table = Table();
        Assert.True(table == shown, $"Between the marks of docs/command-line.md has to stand:\n\n{table}\n");
    }

    /// <summary>Options that several commands take, in the order of help pages.</summary>
    private string Table()
    {
        List<string> rows = ["| Option | Takes | Meaning | Commands |", "|---|---|---|---|"];
        Use[] uses = [.. Uses()];
        foreach (OptionConvention one in OptionConventions.All)
        {
            Use[] here = [.. uses.Where(use => use.Option.Name == one.Name)];
            if (one.Meaning.Length == 0 || one.Group == OptionGroup.Program || here.Length < 2)
                continue;
            string name = one.Short is { } form ? $"`{form}`, `{one.Name}`" : $"`{one.Name}`";
            string takes = string.Join(
                " or ",
                here.Select(use => use.Option.HelpName).OfType<string>().Distinct().Select(word => $"`{word}`")
            );
            rows.Add($"| {name} | {takes} | {one.Meaning} | {Commands(here)} |");
        }
        return string.Join('\n', rows);
    }

    private static string Commands(Use[] uses) =>
        uses.Length > 9 ? $"{uses.Length} commands" : string.Join(", ", uses.Select(use => $"`{use.Command}`"));

    private static string MeaningOf(Option option)
    {
        string meaning = OptionConventions.Find(option.Name)!.Meaning;
        string told = option.Description ?? "";
        if (option is IRanged { Range: var range })
            told = told.Replace($", {range}", "", StringComparison.Ordinal);
        return told.StartsWith(meaning, StringComparison.Ordinal) ? meaning : told;
    }

    private static Type TypeOf(Option option) => Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;

    private IEnumerable<Use> Uses() => Of(_run.Parse("doctor").RootCommandResult.Command, "");

    private static IEnumerable<Use> Of(Command command, string path)
    {
        foreach (Option option in command.Options.Where(option => !option.Hidden))
            yield return new Use(path, option);
        foreach (Command below in command.Subcommands.Where(below => !below.Hidden))
        foreach (Use use in Of(below, path.Length == 0 ? below.Name : $"{path} {below.Name}"))
            yield return use;
    }

    private sealed record Use(string Command, Option Option);
}
