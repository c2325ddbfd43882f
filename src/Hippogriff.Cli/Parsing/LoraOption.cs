using System.CommandLine;
using System.Globalization;
using Hippogriff.Adapters;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Parsing;

/// <summary>
/// The option --lora FILE[:WEIGHT], which may be repeated. A name without folder and extension is searched in loras/
/// and studio/loras/, here and in parent folders.
/// </summary>
internal static class LoraOption
{
    private const string Folder = "loras",
        OfStudio = "studio/loras";

    /// <summary>Folders of LoRAs, here and above, in the order of search.</summary>
    public static IReadOnlyList<string> Folders { get; } = [Folder, OfStudio];

    public static Option<LoraChoice[]> Create() =>
        new("--lora")
        {
            HelpName = "FILE[:X]",
            Description =
                "Draw with this LoRA, its weight after a colon. Left out: 1; a negative one takes its change away. "
                + "May be given several times. A bare name is looked for in loras/ and studio/loras/.",
            Arity = ArgumentArity.OneOrMore,
            AllowMultipleArgumentsPerToken = false,
            CustomParser = result =>
            {
                List<LoraChoice> choices = [];
                foreach (string typed in result.Tokens.Select(token => token.Value))
                {
                    LoraChoice choice = Split(typed);
                    if (Math.Abs(choice.Weight) <= LoraUses.Strongest && choice.Name.Length > 0)
                        choices.Add(choice with { Name = Find(choice.Name) });
                    else
                        result.AddError(
                            $"--lora takes a file and perhaps a number from -{LoraUses.Strongest} to "
                                + $"{LoraUses.Strongest} behind a colon, such as my-dog.safetensors:0.8, not '{typed}'."
                        );
                }
                return [.. choices];
            },
        };

    /// <summary>
    /// The files of the LoRAs that a picture names, by name only, and a remark for each file that has changed.
    /// </summary>
    /// <exception cref="HippogriffException">One is not found.</exception>
    public static (IReadOnlyList<LoraChoice> Files, IReadOnlyList<string> Changed) FilesOf(
        LoraUses uses,
        string picture,
        string? here = null
    )
    {
        LoraChoice[] files =
        [
            .. uses.Select(use =>
                FileOf(use.Name, here) is { } file
                    ? new LoraChoice(file, use.Weight)
                    : throw new HippogriffException(
                        $"The picture was drawn with the LoRA '{Fit.Piece(use.Name)}' (hash "
                            + $"{Fit.Piece(use.Hash)}), which is not in a folder {Folder}/ here or above; "
                            + "name its file with --lora."
                    )
            ),
        ];
        LoraUses? now = LoraUses.Of(files);
        return (
            files,
            [
                .. uses.Zip(now ?? uses)
                    .Where(pair => pair.First.Hash != pair.Second.Hash)
                    .Select(pair =>
                        $"The LoRA '{pair.First.Name}' has changed since '{picture}' was drawn (hash "
                        + $"{Fit.Piece(pair.First.Hash)} then, {pair.Second.Hash} now), so this picture may "
                        + "differ."
                    ),
            ]
        );
    }

    /// <summary>The file or folder of a LoRA that is named without a path; null if there is none.</summary>
    public static string? FileOf(string name, string? here = null) =>
        name.AsSpan().IndexOfAny("/\\:\0") < 0 && Find(name, here) is var file && Exists(file) ? file : null;

    private static bool Exists(string path) => File.Exists(LoraFile.PathOf(path));

    private static LoraChoice Split(string typed)
    {
        int colon = typed.LastIndexOf(':');
        return
            colon > 0
            && double.TryParse(
                typed.AsSpan(colon + 1),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out double weight
            )
            ? new LoraChoice(typed[..colon], weight)
            : new LoraChoice(typed);
    }

    /// <summary>The named file, otherwise one in loras/, otherwise the name itself for the error message.</summary>
    private static string Find(string name, string? here = null)
    {
        here ??= Environment.CurrentDirectory;
        if (Exists(name) || name.AsSpan().IndexOfAny('/', '\\') >= 0)
            return name;
        string file = name.EndsWith(LoraFile.Extension, StringComparison.OrdinalIgnoreCase)
            ? name
            : name + LoraFile.Extension;
        for (DirectoryInfo? at = new(here); at is not null; at = at.Parent)
            foreach (string folder in Folders)
            foreach (string entry in new[] { file, name })
                if (Path.Combine(at.FullName, folder, entry) is var path && Exists(path))
                    return path;
        return Path.Combine(here, file) is var beside && File.Exists(beside) ? beside : name;
    }
}
