using System.Globalization;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>What <c>models show</c> says of models that draw no pictures, and of sheets.</summary>
internal static class OtherModelView
{
    /// <summary>A model that draws no pictures: where it lies, how large it is, and its card.</summary>
    public static void Show(Terminal terminal, InstalledModel model, bool asJson)
    {
        string file = Path.Combine(model.Path, "README.md"),
            card = File.Exists(file) ? RegularFile.ReadText(file) : "";
        if (asJson)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    model.Name,
                    model.Kind,
                    model.Path,
                    Bytes = ModelsCommand.BytesOf(model.Path),
                    Card = card,
                }
            );
            return;
        }
        TextTable table = new("fact", "value");
        table.Add("name", model.Name);
        table.Add("kind", model.Kind);
        table.Add("folder", model.Path);
        table.Add("size", ModelsCommand.Megabytes(ModelsCommand.BytesOf(model.Path)));
        table.Write(terminal);
        if (card.Length > 0)
            terminal.Out.WriteLine($"{Environment.NewLine}{card.Trim()}");
    }

    /// <summary>What the pictures of a sheet were drawn with.</summary>
    public static void ShowSheet(Terminal terminal, IReadOnlyList<GenerationSettings> pictures, bool asJson)
    {
        if (asJson)
        {
            Json.Write(terminal.Out, pictures);
            return;
        }
        TextTable table = new("prompt", "seed", "steps", "guidance", "model");
        foreach (GenerationSettings one in pictures)
            table.Add(
                one.Prompt,
                one.Seed.ToString(CultureInfo.InvariantCulture),
                $"{one.Steps} of {one.Sampler} ({one.Schedule})",
                one.Guidance.ToString("0.##", CultureInfo.InvariantCulture),
                one.Model ?? ""
            );
        table.Write(terminal);
    }

    /// <summary>The command that made a picture, what its line said, and how the model drew.</summary>
    public static void ShowNote(Terminal terminal, CommandNote note, bool asJson)
    {
        if (asJson)
        {
            Json.Write(terminal.Out, note);
            return;
        }
        TextTable table = new("setting", "value");
        table.Add("Command", $"hippogriff {note.Command}");
        foreach ((string name, string[] values) in note.Options)
            table.Add(name, string.Join(", ", values));
        if (note.Settings is { } settings)
            foreach ((string name, string value) in SettingRows.Of(settings).Where(row => !IsTold(note, row.Name)))
                table.Add(name, value);
        if (note.Version is { } version)
            table.Add("Version", version);
        table.Write(terminal);

        // The line has said it: the same field with the same value.
        bool IsTold(CommandNote note, string row) =>
            GenerationFields.All.FirstOrDefault(field => field.InfotextName == row) is { OptionName: { } option } field
            && note.Options.TryGetValue(option, out string[]? said)
            && said is [var text]
            && Equals(Value(field, text), field.Get(note.Settings!.ToOptions()));
    }

    /// <summary>What a text means for a field; null for nothing that is allowed.</summary>
    private static object? Value(GenerationField field, string text)
    {
        try
        {
            return field.Check(field.Read(text));
        }
        catch (HippogriffException)
        {
            return null;
        }
    }
}
