using System.Text.RegularExpressions;

namespace Hippogriff.Tests.House;

/// <summary>
/// The rooms of every project lie above one another: a file may name types of its own room and of those below it. A new
/// room gets its place here.
/// </summary>
public partial class RoomOrderTests
{
    /// <summary>
    /// Project -> its rooms from the lowest up. "." is what lies in no folder; a name with a slash is a room within a
    /// room.
    /// </summary>
    private static readonly Dictionary<string, string[]> s_rooms = new()
    {
        ["Hippogriff.Cli"] =
        [
            "Trainings",
            "Views",
            "Hosting",
            "Parsing",
            "Commands/Drawing",
            "Commands/Data",
            "Commands/Evaluation",
            "Commands/Inspection",
            "Commands/Stereograms",
            "Commands/Story",
            "Commands/Essay",
            "Commands/Studio",
            "Commands/Training",
            "Commands/Machine",
            ".",
        ],
        ["Hippogriff.Data"] = ["Examples", "Captions", "Scenes", "Emoji", "Zips", "Folders", "."],
        ["Hippogriff.Essay"] = ["Measuring", "Claims", "."],
        ["Hippogriff.Evaluation"] = ["."],
        ["Hippogriff.Hub"] = ["Faults", "Naming", "Settings", "Selection", "Transfer", "Cache", "."],
        ["Hippogriff.Extensions.AI"] = ["."],
        ["Hippogriff.Insight"] =
        [
            "Drawing",
            "Projection",
            "Attention",
            "Chance",
            "Steps",
            "Survival",
            "Meaning",
            "Spread",
            ".",
        ],
        ["Hippogriff.Stereograms"] = ["."],
        ["Hippogriff.Story"] = [".", "Game"],
        ["Hippogriff.Story.Training"] = [".", "Evaluation"],
        ["Hippogriff.Studio"] =
        [
            "Configuration",
            "Storage",
            "Refusals",
            "Access",
            "Jobs",
            "Gallery",
            "Trainings",
            "Upkeep",
            "Apis/Bodies",
            "Apis",
            "Pages",
            "Setup",
        ],
        ["Hippogriff.Training.Mpi"] = ["."],
        ["Hippogriff.Training"] =
        [
            "Optimisation",
            "Throughput",
            "Checkpoints",
            "Workers",
            "Diagnosis",
            "Loop",
            "Runs",
            "Objectives",
            "Recipes",
            ".",
            "Distillation",
            "Adapters",
        ],
    };

    /// <summary>Arrows that point up and are not gone yet: "file -> room". Their number may only fall.</summary>
    private static readonly string[] s_exceptions = [];

    public static TheoryData<string> Projects() => [.. s_rooms.Keys];

    [Fact]
    public void Every_project_with_code_has_its_rooms_in_order()
    {
        string[] projects =
        [
            .. Repository
                .Projects()
                .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'))
                .Where(path => path.StartsWith("src/", StringComparison.Ordinal))
                .Select(path => path.Split('/')[1])
                .Where(name => Repository.Sources("src/" + name).Any()),
        ];
        Assert.Equal(["Hippogriff"], projects.Except(s_rooms.Keys)); // whose rooms have a table in ArrowTests
        Assert.Empty(s_rooms.Keys.Except(projects));
    }

    [Theory, MemberData(nameof(Projects))]
    public void Rooms_use_only_what_lies_below_them(string project)
    {
        string[] rooms = s_rooms[project];
        CodeFile[] files = [.. Files(project)];
        Assert.Empty(files.Select(file => RoomOf(file.Path, rooms)).Where(room => !rooms.Contains(room)).Distinct());
        ILookup<string, CodeFile> homes = files
            .SelectMany(file => file.Declared.Select(name => (name, file)))
            .ToLookup(pair => pair.name, pair => pair.file);
        List<string> wrong = [];
        foreach (CodeFile file in files)
        {
            string room = RoomOf(file.Path, rooms);
            wrong.AddRange(
                file.Named.SelectMany(name => homes[name])
                    .Where(home => file.Sees(home.Namespace))
                    .Select(home => RoomOf(home.Path, rooms))
                    .Where(used => Array.IndexOf(rooms, used) > Array.IndexOf(rooms, room))
                    .Distinct()
                    .Select(used => $"{file.Path} -> {used}")
            );
        }
        string[] known =
        [
            .. s_exceptions.Where(arrow => arrow.StartsWith($"src/{project}/", StringComparison.Ordinal)),
        ];
        Assert.Equal(known.Order(StringComparer.Ordinal), wrong.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_arrow_is_seen_in_code_and_not_in_comments_or_texts()
    {
        CodeFile file = CodeFile.Of(
            "src/A/Low/X.cs",
            """
            using A.High;
            namespace A.Low;
            // Peak
            /// <see cref="Peak"/>
            class X { string s = "Peak"; string t = $"{new Summit()}"; void M() => this.Peak(); }
            """
        );
        Assert.DoesNotContain("Peak", file.Named);
        Assert.Contains("Summit", file.Named);
        Assert.Contains(".Peak", file.Named);
        Assert.Equal(["X"], file.Declared);
        Assert.True(file.Sees("A.High") && file.Sees("A") && !file.Sees("A.Other"));
    }

    private static IEnumerable<CodeFile> Files(string project) =>
        Repository
            .Pages("src/" + project)
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Select(path => CodeFile.Of(path, File.ReadAllText(Path.Combine(Repository.Root, path))));

    /// <summary>The innermost listed room that a file lies in; else the name of its folder, for the message.</summary>
    private static string RoomOf(string path, string[] rooms)
    {
        string[] folders = path.Split('/')[2..^1];
        for (int depth = folders.Length; depth > 0; depth--)
            if (string.Join('/', folders[..depth]) is var name && rooms.Contains(name))
                return name;
        return folders.Length == 0 ? "." : string.Join('/', folders);
    }

    /// <summary>What a file declares and what it names.</summary>
    /// <param name="Path">Its path in the repository.</param>
    /// <param name="Namespace">The namespace of what it declares.</param>
    /// <param name="Declared">Types, and extension methods with a dot before them.</param>
    /// <param name="Named">Names in its code, and members with a dot before them.</param>
    /// <param name="Usings">The namespaces that it uses; null where it sees all, as pages do.</param>
    private sealed partial record CodeFile(
        string Path,
        string Namespace,
        IReadOnlyCollection<string> Declared,
        IReadOnlySet<string> Named,
        IReadOnlyCollection<string>? Usings
    )
    {
        public static CodeFile Of(string path, string text)
        {
            bool page = path.EndsWith(".razor", StringComparison.Ordinal);
            string code = Texts().Replace(Comments().Replace(text, ""), "\"\"");
            string body = Headers().Replace(code, "");
            return new CodeFile(
                path,
                page ? string.Join('.', path.Split('/')[1..^1])
                    : NamespaceLine().Match(code) is { Success: true } line ? line.Groups[1].Value
                    : "",
                page
                    ? [System.IO.Path.GetFileNameWithoutExtension(path)]
                    :
                    [
                        .. Types().Matches(code).Select(match => match.Groups[1].Value),
                        .. Extensions().Matches(code).Select(match => "." + match.Groups[1].Value),
                    ],
                Names().Matches(body).Select(match => match.Value).ToHashSet(),
                page ? null : [.. UsingLines().Matches(code).Select(match => match.Groups[1].Value)]
            );
        }

        /// <summary>Whether names of a namespace mean something here without their namespace before them.</summary>
        public bool Sees(string other) =>
            Usings is null
            || Usings.Contains(other)
            || Namespace == other
            || Namespace.StartsWith(other + ".", StringComparison.Ordinal);

        [GeneratedRegex(@"^\s*//.*$|@\*.*?\*@|/\*.*?\*/", RegexOptions.Multiline)]
        private static partial Regex Comments();

        /// <summary>Texts without holes; in those with holes stands code.</summary>
        [GeneratedRegex(@"""(?:[^""\\\r\n{]|\\.)*""")]
        private static partial Regex Texts();

        [GeneratedRegex(@"^(?:@?using|namespace) .*$", RegexOptions.Multiline)]
        private static partial Regex Headers();

        [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;", RegexOptions.Multiline)]
        private static partial Regex NamespaceLine();

        [GeneratedRegex(@"^using\s+(?:static\s+)?(?:\w+\s*=\s*)?([\w.]+)\s*;", RegexOptions.Multiline)]
        private static partial Regex UsingLines();

        [GeneratedRegex(
            @"^(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe) )*"
                + @"(?:class|record struct|record|struct|interface|enum|delegate [^;(]+?) ?(\w+)\b",
            RegexOptions.Multiline
        )]
        private static partial Regex Types();

        [GeneratedRegex(@"\bstatic [^=;{}()]*?\b(\w+)(?:<[^>(]*>)?\(\s*this ")]
        private static partial Regex Extensions();

        [GeneratedRegex(@"(?<![\w.])[A-Z]\w*|\.[A-Z]\w*")]
        private static partial Regex Names();
    }
}
