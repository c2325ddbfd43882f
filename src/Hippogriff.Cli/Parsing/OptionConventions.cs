using System.CommandLine;

namespace Hippogriff.Cli.Parsing;

/// <summary>The meaning of an option in all commands.</summary>
/// <param name="Name">Its name, such as <c>--seed</c>.</param>
/// <param name="Group">Its place on help pages.</param>
/// <param name="Meaning">First sentence of its help in every command; empty if one command alone has it.</param>
/// <param name="Short">Its short form, such as <c>-s</c>.</param>
internal sealed record OptionConvention(string Name, OptionGroup Group, string Meaning = "", string? Short = null);

/// <summary>
/// The one list of option names, each with one meaning, type and place; a test compares <c>docs/command-line.md</c>.
/// </summary>
internal static class OptionConventions
{
    private static readonly char[] s_ends = [';', '.', ':', '('];
    private static readonly string[] s_extraShort = ["-h", "-?", "/h", "/?"];

    public static IReadOnlyList<OptionConvention> All { get; } =
    [
        .. Of(
            OptionGroup.Input,
            ("--prompt", "What is to be seen, in words.", "-p"),
            ("--with", "More prompts, each in quotes.", null),
            ("--prompts", "", null),
            ("--negative", "Negative prompt; needs a guidance above 1.", null),
            ("--from", "Take all settings from a picture, or from a ComfyUI graph.", "-f"),
            ("--mask", "", null),
            ("--mask-blur", "", null),
            ("--to", "", null),
            ("--start", "", null),
            ("--lock", "", null),
            ("--genre", "Kind of plot, such as mystery.", null),
            ("--country", "", null),
            ("--style", "", null),
            ("--all-words", "", null),
            ("--data", "Training data.", "-d"),
            ("--recipe", "", null),
            ("--base", "Begin with the words and weights of this model instead of random ones.", null),
            ("--world", "JSON file of the world that scenes are composed of.", null),
            ("--own", "", null),
            ("--no-captions", "For a model without words: captions are left out.", null),
            ("--buckets", "Take pictures in a few proportions, from 1:2 to 2:1, instead of squares.", null),
            ("--font", "", null),
            ("--groups", "", null),
            ("--ladders", "", null),
            ("--texts", "", null),
            ("--scenes", "", null),
            ("--picture", "", null),
            ("--revision", "", null),
            ("--variant", "", null),
            ("--include", "", null),
            ("--exclude", "", null),
            ("--endpoint", "", null),
            ("--settings", "", null),
            ("--to-type", "", null)
        ),
        .. Of(
            OptionGroup.Model,
            ("--model", "Name or folder of a model.", "-m"),
            ("--lora", "Draw with this LoRA, its weight after a colon.", "-l"),
            ("--vae", "VAE of a public checkpoint, in place of its own.", null),
            ("--text-encoder", "Text encoder of a public checkpoint, in place of its own.", null),
            ("--preview-vae", "Tiny VAE (TAESD) that draws previews of a public checkpoint.", null),
            (
                "--vae-tiling",
                "Encode and decode pictures of a public checkpoint by overlapping tiles, for less memory.",
                null
            ),
            ("--embeddings", "Folder of textual inversions for a public checkpoint.", null),
            ("--kind", "Kind of a public checkpoint, where its file does not show it.", null),
            (
                "--prediction",
                "What the network of a public checkpoint predicts, where its file does not show it.",
                null
            ),
            ("--type", "Type of the numbers that a network computes with.", null),
            ("--without-network", "", null),
            ("--judge", "Name or folder of a judge.", null),
            ("--mask-model", "", null),
            ("--story", "", null),
            ("--device", "Where to compute: auto, cpu, cuda, cuda:N.", null)
        ),
        .. Of(
            OptionGroup.Amount,
            ("--seed", "Same seed, same result.", "-s"),
            ("--to-seed", "", null),
            ("--prompt-seed", "", null),
            ("--count", "How many.", "-n"),
            ("--size", "Size in pixels.", null),
            ("--batch-size", "How many are computed at once.", "-b"),
            ("--frames", "", null),
            ("--pictures", "", null),
            ("--words", "Number of words.", null),
            ("--wrong", "", null),
            ("--levels", "Number of noise levels.", null),
            ("--level", "", null),
            ("--rounds", "", null),
            ("--quick", "Ask less, in a quarter of the time.", null),
            ("--keep", "", null),
            ("--unique", "", null),
            ("--held-out", "Show what training never sees.", null)
        ),
        .. Of(
            OptionGroup.Steps,
            ("--steps", "Number of denoising steps.", null),
            ("--sampler", "How the steps are made.", null),
            ("--schedule", "Which noise levels are visited.", null),
            ("--guidance", "Guidance scale; 1 switches guidance off.", "-g"),
            (
                "--guidance-interval",
                "Guide only in this interval, from 1 (pure noise) to 0 (clean), such as 0.1-0.8.",
                null
            ),
            ("--guidance-rescale", "Reduces the contrast that strong guidance adds.", null),
            ("--embedded-guidance", "Guidance that is an input of the network, for models that take one.", null),
            ("--image-guidance", "How much of a picture a model keeps that changes pictures by words.", null),
            ("--clip-skip", "Which layer of a CLIP text encoder is read, counted from its end; 1 is the last.", null),
            (
                "--prompt-weighting",
                "Which program's brackets and long prompts are followed, for models with a CLIP text encoder.",
                null
            ),
            ("--noise-source", "One generator of noise for each picture, or one for all pictures.", null),
            ("--eta", "Share of fresh noise that the sampler adds at every step.", null),
            ("--strength", "", null),
            ("--fit", "", null),
            ("--noise", "", null),
            ("--family", "", null),
            ("--patch", "", null)
        ),
        .. Of(
            OptionGroup.Training,
            ("--minutes", "How long to train, in minutes, including earlier sessions of a resumed run.", null),
            ("--updates", "How many updates to make, including earlier sessions of a resumed run.", null),
            ("--resume", "Resume what was stopped before its end.", null),
            ("--workers", "", null),
            ("--average-every", "", null),
            ("--lora-rank", "", null),
            ("--like", "", null),
            ("--prior", "", null),
            ("--rate", "Learning rate at its highest.", null),
            ("--draw-steps", "", null),
            ("--substeps", "", null),
            ("--corruption", "", null),
            ("--width", "", null),
            ("--layers", "", null),
            ("--training-seed", "Seed of the composed scenes that the model was trained on.", null)
        ),
        .. Of(
            OptionGroup.Looking,
            ("--all", "Show all, not only the first or the most telling.", null),
            ("--timings", "", null),
            ("--only", "", null),
            ("--strict", "", null),
            ("--validation", "", null),
            ("--steer", "", null),
            ("--near", "", null),
            ("--layout", "", null),
            ("--no-pictures", "", null),
            ("--no-striking", "", null),
            ("--watch", "", null),
            ("--read", "", null),
            ("--relief", "", null),
            ("--pattern", "", null),
            ("--tile", "", null),
            ("--separation", "", null),
            ("--depth", "", null),
            ("--dot", "", null),
            ("--period", "", null)
        ),
        .. Of(
            OptionGroup.Server,
            ("--studio", "The studio's folder. Default: studio.", null),
            ("--host", "", null),
            ("--port", "", null),
            ("--train-root", "", null),
            ("--class", "", null),
            ("--new-key", "", null),
            ("--keys", "File with the hashes of API keys.", null),
            ("--role", "What the holder of a key may do: admin, user or viewer.", null),
            ("--pictures-a-day", "Most pictures in 24 hours.", null),
            ("--weight", "Share of the device while others wait, too.", null),
            ("--allow-host", "", null),
            ("--allow-origin", "", null),
            ("--log", "", null),
            ("--log-prompts", "", null),
            ("--set-aside", "", null)
        ),
        .. Of(
            OptionGroup.Output,
            ("--out", "Where the result goes.", "-o"),
            ("--folder", "", null),
            ("--sheet", "A labelled sheet of pictures, a .png.", null),
            ("--strip", "Also write the denoising steps as one picture beside it.", null),
            ("--film", "Also write an animation: a .webp or .gif file.", null),
            ("--depth-out", "", null),
            ("--report", "", null),
            ("--jsonl", "", null),
            ("--dry-run", "", null),
            ("--json", "Print one JSON document and nothing else.", null)
        ),
        .. Of(
            OptionGroup.Program,
            ("--verbose", "Show where an error came from.", "-v"),
            ("--help", "Show this page.", null),
            ("--version", "Show the version.", null)
        ),
    ];

    /// <summary>Title of a group on help pages.</summary>
    public static string TitleOf(OptionGroup group) =>
        group switch
        {
            OptionGroup.Input => "What goes in",
            OptionGroup.Model => "Model",
            OptionGroup.Amount => "Seed, number and size",
            OptionGroup.Steps => "Steps and guidance",
            OptionGroup.Training => "Training",
            OptionGroup.Looking => "How it is done and shown",
            OptionGroup.Server => "Server",
            OptionGroup.Output => "What comes out",
            _ => "Program",
        };

    /// <summary>The convention of an option's name, or null if the list lacks it.</summary>
    public static OptionConvention? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    /// <summary>Gives options of a command, and of those below it, short forms and the first part of help.</summary>
    public static void Apply(Command command)
    {
        foreach (Option option in command.Options)
        {
            if (Find(option.Name) is not { } convention)
                continue;
            if (convention.Short is { } form)
                option.Aliases.Add(form);
            option.Description = Told(option, convention);
        }
        foreach (Command below in command.Subcommands)
            Apply(below);
    }

    /// <summary>The help text: common meaning, range in this command, and the command's own text.</summary>
    private static string Told(Option option, OptionConvention convention)
    {
        string own = option.Name is "--help" or "--version" ? "" : option.Description ?? "",
            told = own.StartsWith(convention.Meaning, StringComparison.Ordinal)
                ? own
                : $"{convention.Meaning} {own}".Trim();
        return option is IRanged { Range: { Length: > 0 } range } ? WithRange(told, range) : told;
    }

    /// <summary>The text with the range at the end of its first part, unless it has the range already.</summary>
    private static string WithRange(string text, string range)
    {
        int end = text.IndexOfAny(s_ends);
        return text.Contains(range, StringComparison.Ordinal) || end < 0
            ? text
            : $"{text[..end].TrimEnd()}, {range}{(text[end] == '(' ? " " : "")}{text[end..]}";
    }

    /// <summary>The forms of an option that help and completion show: the short one first, old ones left out.</summary>
    public static IReadOnlyList<string> FormsOf(Option option) =>
        [.. option.Aliases.Where(alias => alias == "-h" || !s_extraShort.Contains(alias)), option.Name];

    private static IEnumerable<OptionConvention> Of(
        OptionGroup group,
        params (string Name, string Meaning, string? Short)[] options
    ) => options.Select(one => new OptionConvention(one.Name, group, one.Meaning, one.Short));
}
