using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// Reads settings from a picture of an earlier run or another program. Settings that cannot be used are left to the
/// model and reported.
/// </summary>
internal static class Remembered
{
    /// <summary>
    /// Fills the choices from the picture that --from names, if it names one; remarks go to standard error.
    /// </summary>
    /// <exception cref="HippogriffException">The file is not a PNG, JPEG or WebP, or carries no settings, or its model
    /// is not here.</exception>
    public static DrawingChoices Recall(CommandHost host, DrawingChoices choices)
    {
        if (choices.From is not { } from)
            return choices;
        Infotext said = Read(from);
        GenerationOptions again = said.ToOptions();
        GenerationSettings? exact = said.Settings;
        List<string> remarks = [];
        string? named = exact?.Model ?? said.Model,
            hash = exact?.ModelHash ?? said.ModelHash;
        FoundModel found = choices.Model is { } chosen
            ? new FoundModel(chosen, null)
            : host.FindModel(new WantedModel(from, named, hash, said.IsOurs, said.Program));
        if (found.Remark is { } other)
            remarks.Add(other);
        if (!Says(GenerationFields.Loras) && exact?.Loras is { } uses)
        {
            (IReadOnlyList<LoraChoice> files, IReadOnlyList<string> changed) = LoraOption.FilesOf(uses, from);
            again = again with { Loras = files };
            remarks.AddRange(changed);
        }
        if (!Says(GenerationFields.Prompt) && said.Program is not null && again.Prompt.Length == 0)
            remarks.Add(
                $"'{from}' has no prompt that can be read here, so this is drawn without one; give a PROMPT in quotes."
            );
        if (!Says(GenerationFields.Seed) && said.StrangeSeed is { } seed)
            remarks.Add(
                $"The seed {seed} of '{from}' is not between 0 and {long.MaxValue}, so another one is taken and this "
                    + "picture will differ; --seed names one."
            );
        else if (!Says(GenerationFields.Seed) && again.Seed is null)
            remarks.Add(
                $"'{from}' has no seed, so another one is taken and this picture will differ; --seed names one."
            );
        foreach (
            (string entry, string what, string option) in new[]
            {
                (GenerationFields.Steps.InfotextName!, GenerationFields.Steps.Name, "--steps"),
                (GenerationFields.Guidance.InfotextName!, GenerationFields.Guidance.Name, "--guidance"),
                (GenerationFields.Width.InfotextName!, "size", "--size"),
            }
        )
            if (Unread(entry) is { } text)
                remarks.Add(
                    $"The {what} '{text}' of '{from}' cannot be read; the model's own is taken ({option} names "
                        + "another)."
                );
        choices = choices.Over(RememberedFields.Usable(again, choices.Said, from, remarks)) with
        {
            Model = found.Model,
            SizeIsForeign = !Says(GenerationFields.Width) && !said.IsOurs,
            HadSource = (exact is null ? said.Strength : exact.Strength) is not null,
            HadMask = (exact is null ? said.MaskBlur : exact.MaskBlur) is not null,
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

        bool Says(GenerationField field) => choices.Said.Contains(field);

        // An entry that stands there and means nothing, of an option that the line does not say.
        string? Unread(string entry) =>
            GenerationFields.All.Where(field => field.InfotextName == entry) is var fields
            && fields.All(field => !Says(field) && field.Get(again) is null)
            && said.Fields.TryGetValue(entry, out string? text)
            && text.Length > 0
                ? text
                : null;
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
                $"'{path}' carries the settings of {program} in a form that cannot be read here.",
                FaultKind.InvalidRequest
            )
            : said;
    }
}
