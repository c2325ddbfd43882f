using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Denoising;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// Reads settings from a picture of an earlier run or another program. Settings that cannot be used are left to the
/// model and reported.
/// </summary>
internal static class Remembered
{
    private const int LongestPrompt = 2_000,
        MostSteps = 1_000;
    private const double StrongestGuidance = 50;

    /// <summary>Completes the settings from the picture of --from, if given; remarks go to standard error.</summary>
    /// <exception cref="HippogriffException">The file is not a PNG, JPEG or WebP, has no settings, or its model is not
    /// installed.</exception>
    public static DrawingChoices Recall(CommandHost host, DrawingChoices choices)
    {
        if (choices.From is not { } from)
            return choices;
        Infotext said = Read(from);
        GenerationRequest again = said.ToRequest();
        GenerationSettings? exact = said.Settings;
        List<string> remarks = [];
        string? named = exact?.Model ?? said.Model,
            hash = exact?.ModelHash ?? said.ModelHash;
        FoundModel found = choices.Model is { } chosen
            ? new FoundModel(chosen, null)
            : host.FindModel(new WantedModel(from, named, hash, said.IsOurs, said.Program));
        if (found.Remark is { } other)
            remarks.Add(other);
        (IReadOnlyList<LoraChoice>? loras, IReadOnlyList<string> changed) =
            choices.Loras is null && exact?.Loras is { } uses ? LoraOption.FilesOf(uses, from) : (choices.Loras, []);
        remarks.AddRange(changed);
        if (choices.Prompt is null && said.Program is not null && again.Prompt.Length == 0)
            remarks.Add(
                $"'{from}' says no prompt that can be read here, so this is drawn without words; a PROMPT in quotes "
                    + "names one."
            );
        if (choices.Seed is null && said.StrangeSeed is { } seed)
            remarks.Add(
                $"The seed {seed} of '{from}' is none that a picture can be drawn from here (0 to "
                    + $"{long.MaxValue}), so another one is taken and this picture will differ; --seed names one."
            );
        else if (choices.Seed is null && again.Seed is null)
            remarks.Add(
                $"'{from}' says no seed, so another one is taken and this picture will differ; --seed names one."
            );
        if (choices.Steps is null && again.Steps is null)
            Unread("Steps", "number of steps", "--steps");
        if (choices.Guidance is null && again.Guidance is null)
            Unread("CFG scale", "guidance scale", "--guidance");
        if (choices.Size is null && again.Width is null)
            Unread("Size", "size", "--size");
        choices = choices with
        {
            Prompt = choices.Prompt ?? Text(again.Prompt, "prompt", "with a PROMPT in quotes"),
            Negative = choices.Negative ?? Text(again.NegativePrompt, "negative prompt", "with --negative"),
            Model = found.Model,
            Loras = loras,
            Seed = choices.Seed ?? again.Seed,
            Steps =
                choices.Steps
                ?? Usable(again.Steps, steps => steps is >= 1 and <= MostSteps, "number of steps", "--steps"),
            Sampler =
                choices.Sampler ?? UsableName(again.Sampler, SamplerRegistry.Default.Names, "sampler", "--sampler"),
            Schedule =
                choices.Schedule
                ?? UsableName(again.Schedule, ScheduleRegistry.Default.Names, "schedule", "--schedule"),
            Guidance =
                choices.Guidance
                ?? Usable(
                    again.Guidance,
                    scale => scale is >= 0 and <= StrongestGuidance,
                    "guidance scale",
                    "--guidance"
                ),
            GuidanceRescale = choices.GuidanceRescale ?? again.GuidanceRescale,
            GuidanceInterval = choices.GuidanceInterval ?? again.GuidanceInterval,
            Size =
                choices.Size
                ?? (again is { Width: { } width, Height: { } height } ? new PictureSize(width, height) : null),
            SizeIsForeign = choices.Size is null && !said.IsOurs,
            Strength = choices.Strength ?? (exact is null ? said.Strength : exact.Strength),
            MaskBlur = choices.MaskBlur ?? (exact is null ? said.MaskBlur : exact.MaskBlur),
            ModelHash =
                choices.Model is null || choices.Model == named
                    ? found.Model is null
                        ? null
                        : hash
                    : null,
            Remarks = remarks,
        };
        foreach (string remark in remarks)
            host.Terminal.Error.WriteLine(remark);
        return choices;

        string Text(string text, string what, string how) =>
            text.Length <= LongestPrompt
                ? text
                : throw new HippogriffException(
                    $"The {what} of '{from}' has {Counted.Of(text.Length, "character")}, and {LongestPrompt} "
                        + $"are allowed; give another {how}."
                );

        void Unread(string field, string what, string option)
        {
            if (said.Fields.TryGetValue(field, out string? text) && text.Length > 0)
                remarks.Add(
                    $"The {what} '{text}' of '{from}' cannot be read; the model's own is taken ({option} "
                        + "names another)."
                );
        }

        T? Usable<T>(T? value, Func<T, bool> isPossible, string what, string option)
            where T : struct
        {
            if (value is not { } given || isPossible(given))
                return value;
            remarks.Add(
                FormattableString.Invariant(
                    $"The {what} {given} of '{from}' is none that is drawn with here; the model's own is taken ({option} names another)."
                )
            );
            return null;
        }

        string? UsableName(string? name, IReadOnlyList<string> names, string what, string option)
        {
            if (name is null || names.Contains(name, StringComparer.OrdinalIgnoreCase))
                return name;
            remarks.Add(
                $"The {what} '{name}' of '{from}' is not here; the model's own is taken ({option} names another)."
            );
            return null;
        }
    }

    /// <summary>The settings in a picture.</summary>
    /// <exception cref="HippogriffException">It has none, or none that can be read.</exception>
    public static Infotext Read(string path)
    {
        Infotext said =
            ImageMetadata.Read(path).Infotext
            ?? throw new HippogriffException(
                $"'{path}' carries no settings; pictures written by hippogriff generate do.",
                FaultKind.InvalidRequest
            );
        return said is { Program: { } program, Prompt: "", Fields.Count: 0 }
            ? throw new HippogriffException(
                $"'{path}' carries the settings of {program} in a form of which nothing can be read here.",
                FaultKind.InvalidRequest
            )
            : said;
    }
}
