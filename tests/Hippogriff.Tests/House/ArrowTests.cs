using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Hippogriff.Tests.House;

/// <summary>Which room may know which: nothing points back. A new room or project gets its line here.</summary>
public partial class ArrowTests
{
    /// <summary>Product project -> the projects it may reference.</summary>
    private static readonly Dictionary<string, string[]> s_projects = new()
    {
        ["Hippogriff"] = ["Hippogriff.Models.First", "Hippogriff.Models.Meanings"], // only its package does
        ["Hippogriff.Models.First"] = [],
        ["Hippogriff.Models.Meanings"] = [],
        ["Hippogriff.Extensions.AI"] = ["Hippogriff"],
        ["Hippogriff.Stereograms"] = ["Hippogriff"],
        ["Hippogriff.Story"] = ["Hippogriff"],
        ["Hippogriff.Data"] = ["Hippogriff"],
        ["Hippogriff.Hub"] = ["Hippogriff"],
        ["Hippogriff.Training"] = ["Hippogriff", "Hippogriff.Data"],
        ["Hippogriff.Training.Mpi"] = ["Hippogriff", "Hippogriff.Training"],
        ["Hippogriff.Evaluation"] = ["Hippogriff", "Hippogriff.Data", "Hippogriff.Training"],
        ["Hippogriff.Story.Training"] = ["Hippogriff", "Hippogriff.Data", "Hippogriff.Story", "Hippogriff.Training"],
        ["Hippogriff.Insight"] = ["Hippogriff", "Hippogriff.Data", "Hippogriff.Evaluation", "Hippogriff.Training"],
        ["Hippogriff.Essay"] =
        [
            "Hippogriff",
            "Hippogriff.Evaluation",
            "Hippogriff.Insight",
            "Hippogriff.Stereograms",
            "Hippogriff.Story",
            "Hippogriff.Story.Training",
        ],
        ["Hippogriff.Studio"] =
        [
            "Hippogriff",
            "Hippogriff.Data",
            "Hippogriff.Hub",
            "Hippogriff.Training",
            "Hippogriff.Insight",
            "Hippogriff.Stereograms",
            "Hippogriff.Story",
        ],
        ["Hippogriff.Cli"] =
        [
            "Hippogriff",
            "Hippogriff.Data",
            "Hippogriff.Hub",
            "Hippogriff.Training",
            "Hippogriff.Essay",
            "Hippogriff.Evaluation",
            "Hippogriff.Insight",
            "Hippogriff.Stereograms",
            "Hippogriff.Story",
            "Hippogriff.Story.Training",
            "Hippogriff.Studio",
            "Hippogriff.Training.Mpi",
        ],
    };

    /// <summary>Room of the library -> the rooms it may use besides itself.</summary>
    private static readonly Dictionary<string, string[]> s_rooms = new()
    {
        ["Texts"] = [],
        ["Files"] = ["Texts"],
        ["Imaging"] = ["Files", "Texts"],
        ["Denoising"] = ["Texts"],
        ["Conditioning"] = [],
        ["Tokenizers"] = ["Files", "Texts"],
        ["PromptGrammar"] = ["Conditioning", "Texts", "Tokenizers"],
        ["PromptEncoding"] = ["Conditioning", "Models", "PromptGrammar", "Texts", "Tokenizers", "Weights"],
        ["Latents"] = ["Models"],
        ["Models"] = ["Conditioning", "Devices", "Files", "Texts", "Weights"], // maps of weights, beside each network
        ["Weights"] = ["Files", "Texts"],
        ["Kinds"] = ["Models", "Weights"],
        ["Meanings"] = ["Weights", "Files", "Texts", "Devices", "Models"],
        ["Adapters"] = ["Files", "Kinds", "Models", "Texts", "Weights"],
        ["Devices"] = ["Files"],
        ["Pipelines"] =
        [
            "Adapters",
            "Conditioning",
            "Denoising",
            "Devices",
            "Files",
            "Imaging",
            "Kinds",
            "Latents",
            "Meanings",
            "Models",
            "PromptEncoding",
            "PromptGrammar",
            "Texts",
            "Tokenizers",
            "Weights",
        ],
        ["Conversion"] = ["Files", "Kinds", "Models", "Pipelines", "Tokenizers", "Weights"],
        ["Metadata"] = ["Denoising", "Files", "Imaging", "Pipelines", "Texts"],
        ["ExactDenoisers"] = ["Denoising", "Devices", "Texts"],
        ["FolderModels"] =
        [
            "Conditioning",
            "Denoising",
            "Devices",
            "ExactDenoisers",
            "Files",
            "Imaging",
            "Latents",
            "Models",
            "Pipelines",
            "Texts",
        ],
    };

    [Fact]
    public void Product_projects_reference_only_what_lies_below_them()
    {
        List<string> wrong = [];
        foreach (string project in Repository.Projects().Where(IsProduct))
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.True(
                s_projects.TryGetValue(name, out string[]? allowed),
                $"{name} has no line in {nameof(ArrowTests)}."
            );
            wrong.AddRange(
                References(project, "ProjectReference")
                    .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))
                    .Except(allowed)
                    .Select(other => $"{name} -> {other}")
            );
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_executables_bring_native_packages()
    {
        List<string> wrong = [];
        foreach (string project in Repository.Projects())
        {
            bool executable = XDocument.Load(project).Descendants("OutputType").Any(type => type.Value == "Exe");
            // What a package depends on (_IsPacking) is for other people's executables.
            IEnumerable<string> packages = XDocument
                .Load(project)
                .Descendants("PackageReference")
                .Where(item =>
                    (string?)item.Parent!.Attribute("Condition") is not { } when
                    || !when.Contains("_IsPacking", StringComparison.Ordinal)
                )
                .Select(item => (string?)item.Attribute("Include"))
                .OfType<string>();
            bool natives =
                File.ReadAllText(project).Contains("Natives.props", StringComparison.Ordinal)
                || packages.Any(package =>
                    package.StartsWith("libtorch", StringComparison.OrdinalIgnoreCase)
                    || package.Contains("NativeAssets", StringComparison.Ordinal)
                    || package.StartsWith("TorchSharp-", StringComparison.Ordinal)
                );
            if (natives && !executable)
                wrong.Add(Path.GetFileName(project));
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Rooms_of_the_library_use_only_what_lies_below_them()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in Repository.Sources("src/Hippogriff"))
        {
            string[] parts = path.Split('/');
            if (parts.Length < 4)
                continue;
            string room = parts[2];
            Assert.True(
                s_rooms.TryGetValue(room, out string[]? allowed),
                $"{room} has no line in {nameof(ArrowTests)}."
            );
            wrong.AddRange(
                RoomsUsed(lines)
                    .Where(used => used != room && !allowed.Contains(used) && !ServesAll(used))
                    .Distinct()
                    .Select(used => $"{path} -> {used}")
            );
        }
        Assert.Empty(wrong);
    }

    [Fact]
    public void Namespaces_follow_folders()
    {
        List<string> wrong = [];
        foreach ((string path, string[] lines) in Repository.Sources("src").Concat(Repository.Sources("tests")))
        {
            string? declared = lines
                .Select(line => NamespaceLine().Match(line))
                .FirstOrDefault(match => match.Success)
                ?.Groups[1]
                .Value;
            string expected = string.Join('.', path.Split('/')[1..^1]);
            if (declared is not null && declared != expected)
                wrong.Add($"{path}: {declared}");
        }
        Assert.Empty(wrong);
    }

    /// <summary>
    /// Rooms named by a using line, or from inside the root namespace as "Room.Type"; comments do not count.
    /// </summary>
    private static IEnumerable<string> RoomsUsed(string[] lines)
    {
        foreach (string line in lines)
        {
            string code = line.TrimStart().StartsWith("//", StringComparison.Ordinal) ? "" : line;
            foreach (Match match in UsingLine().Matches(code))
                yield return match.Groups[1].Value;
            if (
                code.StartsWith("using", StringComparison.Ordinal)
                || code.StartsWith("namespace", StringComparison.Ordinal)
            )
                continue;
            foreach (Match match in InnerName().Matches(code))
                if (s_rooms.ContainsKey(match.Groups[1].Value))
                    yield return match.Groups[1].Value;
        }
    }

    /// <summary>What lies beside the rooms, in none of them.</summary>
    private static bool ServesAll(string name) =>
        File.Exists(Path.Combine(Repository.Root, "src", "Hippogriff", name + ".cs"));

    private static bool IsProduct(string project) =>
        Path.GetRelativePath(Repository.Root, project).StartsWith("src", StringComparison.Ordinal);

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(project).Descendants(kind).Select(item => (string?)item.Attribute("Include")).OfType<string>();

    [GeneratedRegex(@"^using\s+(?:static\s+)?(?:\w+\s*=\s*)?Hippogriff\.(\w+)")]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"(?<![\w.""])(?:Hippogriff\.)?([A-Z]\w+)\.[A-Z]")]
    private static partial Regex InnerName();

    [GeneratedRegex(@"^namespace\s+([\w.]+)\s*;")]
    private static partial Regex NamespaceLine();
}
