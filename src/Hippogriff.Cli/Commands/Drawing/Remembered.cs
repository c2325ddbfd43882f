using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Files;
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
        GenerationSettings? exact = said.Settings;
        List<string> remarks = [];
        string? named = exact?.Model ?? said.Model,
            hash = exact?.ModelHash ?? said.ModelHash;
        FoundModel found = choices.Model is { } chosen
            ? new FoundModel(chosen, null)
            : host.FindModel(new WantedModel(from, named, hash, said.IsOurs, said.Program));
        if (found.Remark is { } other)
            remarks.Add(other);
        GenerationOptions again = WithLoras(said, choices, from, remarks);
        remarks.AddRange(RememberedRemarks.Of(choices, from, said, again));
        bool isItsModel = choices.Model is null || choices.Model == named;
        choices = choices.Over(RememberedFields.Usable(again, choices.Said, from, remarks)) with
        {
            Model = found.Model,
            SizeIsForeign = !choices.Said.Contains(GenerationFields.Width) && !said.IsOurs,
            HadSource = (exact is null ? said.Strength : exact.Strength) is not null,
            HadMask = (exact is null ? said.MaskBlur : exact.MaskBlur) is not null,
            ModelHash = isItsModel && found.Model is not null ? hash : null,
            Remarks = remarks,
        };
        foreach (string remark in remarks)
            host.Terminal.Error.WriteLine(remark);
        return choices;
    }

    /// <summary>The picture's options, with the files of its LoRAs where the line names none.</summary>
    private static GenerationOptions WithLoras(Infotext said, DrawingChoices choices, string from, List<string> remarks)
    {
        GenerationOptions again = said.ToOptions();
        if (choices.Said.Contains(GenerationFields.Loras))
            return again;
        if (said.Settings?.Loras is not { } uses)
            return OtherLoras.Over(again, said.NamedLoras, from, remarks);
        (IReadOnlyList<LoraChoice> files, IReadOnlyList<string> changed) = LoraOption.FilesOf(uses, from);
        remarks.AddRange(changed);
        return again with { Loras = files };
    }

    /// <summary>The settings in a picture, or in a file of JSON such as a graph of ComfyUI.</summary>
    /// <exception cref="HippogriffException">It has none, or none that can be read.</exception>
    public static Infotext Read(string path) =>
        Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)
            ? ReadJson(path)
            : Read(ImageMetadata.Read(path), () => CommandNote.Read(path), $"'{path}'");

    /// <inheritdoc cref="Read(string)"/>
    public static Infotext Read(PictureBytes picture) =>
        Read(ImageMetadata.Read(picture.File, picture.Name), () => CommandNote.Read(picture), picture.Name);

    private static Infotext Read(ImageMetadata picture, Func<CommandNote?> note, string name)
    {
        Infotext said =
            picture.Infotext
            ?? throw new HippogriffException(
                note() is { } other
                    ? $"{name} is a picture of hippogriff {other.Command}, which generate and denoise do not draw."
                    : $"{name} carries no settings; pictures written by hippogriff generate do.",
                FaultKind.InvalidRequest
            );
        return Known(said, name);
    }

    private static Infotext ReadJson(string path)
    {
        Infotext said = Infotext.Parse(RegularFile.ReadText(path));
        return said.Program is null
            ? throw new HippogriffException($"'{path}' is not a JSON object of settings.", FaultKind.InvalidRequest)
            : Known(said, $"'{path}'");
    }

    private static Infotext Known(Infotext said, string name) =>
        said is { Program: { } program, Prompt: "", Fields.Count: 0 }
            ? throw new HippogriffException(
                $"{name} carries the settings of {program} in a form that cannot be read here.",
                FaultKind.InvalidRequest
            )
            : said;
}
