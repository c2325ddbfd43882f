using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>Rules of the house that no compiler knows.</summary>
public partial class HouseRuleTests
{
    private const int Long = 300;
    private const int TooLong = 500;

    /// <summary>Files above 300 lines, each with its reason.</summary>
    private static readonly Dictionary<string, string> s_longWithReason = [];

    // Spelled in halves, so that this file does not convict itself.
    private static readonly string[] s_unfinished =
    [
        "TO" + "DO",
        "FIX" + "ME",
        "HA" + "CK",
        "XX" + "X",
        "NotImplemented" + "Exception",
    ];

    [Fact]
    public void Files_stay_readable_in_one_sitting()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in Repository.Sources("src").Concat(Repository.Sources("tests")))
        {
            if (lines.Length > TooLong)
                wrong.Add($"{path}: {lines.Length} lines, more than {TooLong}");
            else if (lines.Length > Long && !s_longWithReason.ContainsKey(path))
                wrong.Add($"{path}: {lines.Length} lines, more than {Long} without a reason");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Nothing_is_called_by_a_name_that_says_nothing()
    {
        IEnumerable<string> files = Repository
            .Sources("src")
            .Concat(Repository.Sources("tests"))
            .Select(source => source.Path)
            .Where(path =>
                path.Split('/')
                    .Any(part =>
                        EmptyName().IsMatch(Path.GetFileNameWithoutExtension(part)) || part is "Enums" or "Interfaces"
                    )
            );
        Assert.Empty(files);
    }

    [Fact]
    public void Nothing_unfinished_is_left_in_the_tree()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in Repository.Sources("src").Concat(Repository.Sources("tests")))
            for (int i = 0; i < lines.Length; i++)
                if (s_unfinished.FirstOrDefault(word => Regex.IsMatch(lines[i], $@"\b{word}\b")) is { } found)
                    wrong.Add($"{path}:{i + 1}: {found}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_path_of_one_machine_is_written_down()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in Repository.Sources("src").Concat(Repository.Sources("tests")))
            for (int i = 0; i < lines.Length; i++)
                if (MachinePath().IsMatch(lines[i]))
                    wrong.Add($"{path}:{i + 1}: {lines[i].Trim()}");
        Assert.Empty(wrong);
    }

    /// <summary>
    /// What stands in the message of an exception may hold paths of the server: everything that strangers read takes
    /// the message without them.
    /// </summary>
    [Fact]
    public void Doors_to_strangers_never_give_an_exception_s_whole_message()
    {
        List<string> wrong = [];
        foreach (string file in Repository.Pages("src/Hippogriff.Studio/Apis", "src/Hippogriff.Studio/Pages"))
        {
            string[] lines = File.ReadAllLines(Path.Combine(Repository.Root, file));
            for (int i = 0; i < lines.Length; i++)
                if (WholeMessage().IsMatch(lines[i]))
                    wrong.Add($"{file}:{i + 1}: {lines[i].Trim()}");
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Tests_are_named_by_sentences()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in Repository.Sources("tests"))
            for (int i = 0; i < lines.Length; i++)
                if (
                    TestMethod().Match(lines[i]) is { Success: true } match
                    && IsTest(lines, i)
                    && !match.Groups[1].Value.Contains('_')
                )
                    wrong.Add($"{path}:{i + 1}: {match.Groups[1].Value}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void Globals_are_reached_for_only_where_it_is_known_why()
    {
        IEnumerable<string> wrong = Repository
            .Sources("src")
            .Where(source => source.Lines.Any(line => line.Contains("RS0030", StringComparison.Ordinal)))
            .Select(source => source.Path)
            .Except([
                "src/Hippogriff.Cli/Views/Terminal.cs", // hands the console to everyone else
                "src/Hippogriff.Studio/Jobs/LargeMemory.cs", // gives the memory of large uploads back
                // TorchSharp's layers draw initial weights from the global generator only
                "src/Hippogriff.Training/RunContext.cs",
            ]);
        Assert.Empty(wrong);
    }

    private static bool IsTest(string[] lines, int method) =>
        lines[Math.Max(0, method - 12)..method]
            .Reverse()
            .TakeWhile(line => line.TrimStart().StartsWith('['))
            .Any(line =>
                line.Contains("[Fact", StringComparison.Ordinal) || line.Contains("[Theory", StringComparison.Ordinal)
            );

    [GeneratedRegex(@"\b(error|exception|wrong|mistake|fault|failure|known|full|busy|e|ex)\.Message\b(?!\.Contains)")]
    private static partial Regex WholeMessage();

    [GeneratedRegex("Utils?$|Utilities$|Helpers?$|^Common$|Manager$")]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"""/(work|home|root|Users)/|[A-Z]:\\\\Users")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^\s+public\s+(?:async\s+)?(?:void|Task)\s+(\w+)\(")]
    private static partial Regex TestMethod();
}
