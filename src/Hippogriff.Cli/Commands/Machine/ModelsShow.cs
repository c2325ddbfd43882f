using System.CommandLine;
using System.Globalization;
using Hippogriff.Adapters;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>
/// <c>hippogriff models show</c>: a model, another file with weights, or the settings of a picture. Never loads
/// libtorch.
/// </summary>
internal static class ModelsShow
{
    /// <summary>Files of weights in other formats, which are refused by their names.</summary>
    private static readonly string[] s_weights = [".ckpt", ".pt", ".pth", ".bin", ".gguf", ".h5", ".npz", ".onnx"];

    public static DocumentedCommand Build(CommandHost host)
    {
        Argument<string> name = new("NAME")
        {
            Description =
                "Name or folder of a model, a file with weights (LoRA, VAE), or a picture that Hippogriff wrote. - "
                + "reads a picture from standard input.",
        };
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "show",
            "Show a model's settings and card, what a LoRA changes, or the settings that a picture was drawn with.",
            "hippogriff models show out/a-cat-7.png",
            "hippogriff models show my-dog.safetensors",
            "hippogriff models show out/a-cat-7.png --json"
        )
        {
            name,
            json,
        };
        command.SetAction(parsed => Show(host, parsed.GetRequiredValue(name), parsed.GetValue(json)));
        return command;
    }

    /// <summary>What lies under the name decides what is shown.</summary>
    private static void Show(CommandHost host, string asked, bool asJson)
    {
        if (asked == StandardInput.Name)
            ShowPicture(host, StandardInput.Picture(host), asJson);
        else if (
            File.Exists(asked)
            && asked.EndsWith(ModelFolder.Ending, StringComparison.OrdinalIgnoreCase)
            && CheckpointRegistry.HoldsModel(CheckpointSource.At(asked))
        )
            CheckpointView.Show(
                host.Terminal,
                ModelFolder.At(asked),
                CheckpointRegistry.Default.Read(CheckpointSource.At(asked)),
                asJson
            );
        else if (
            File.Exists(asked)
            && asked.EndsWith(ModelFolder.Ending, StringComparison.OrdinalIgnoreCase)
            && WeightFileView.KindsOf(asked) is { Count: > 0 } kinds
        )
            WeightFileView.Show(host.Terminal, asked, kinds, asJson);
        else if (File.Exists(asked) && asked.EndsWith(LoraFile.Extension, StringComparison.OrdinalIgnoreCase))
            ShowLora(host.Terminal, asked, asJson);
        else if (File.Exists(asked) && SheetText.Read(asked) is { } pictures)
            OtherModelView.ShowSheet(host.Terminal, pictures, asJson);
        else if (File.Exists(asked) && CommandNote.Read(asked) is { } note)
            OtherModelView.ShowNote(host.Terminal, note, asJson);
        else if (File.Exists(asked) && s_weights.Contains(Path.GetExtension(asked), StringComparer.OrdinalIgnoreCase))
            ModelFolder.At(asked); // says what it is
        else if (File.Exists(asked))
            ShowPicture(host.Terminal, Remembered.Read(asked), asJson);
        else if (InstalledModels.OtherThanPictures(asked, host.Models) is { } other)
            OtherModelView.Show(host.Terminal, other, asJson);
        else
            ModelView.Show(host.Terminal, ModelOpening.Find(asked), asJson);
    }

    private static void ShowPicture(CommandHost host, PictureBytes picture, bool asJson)
    {
        if (SheetText.Read(picture) is { } pictures)
            OtherModelView.ShowSheet(host.Terminal, pictures, asJson);
        else if (CommandNote.Read(picture) is { } note)
            OtherModelView.ShowNote(host.Terminal, note, asJson);
        else
            ShowPicture(host.Terminal, Remembered.Read(picture), asJson);
    }

    private static void ShowPicture(Terminal terminal, Infotext text, bool asJson)
    {
        if (asJson)
        {
            if (text.Settings is { } settings)
                Json.Write(terminal.Out, settings);
            else
                Json.Write(
                    terminal.Out,
                    new
                    {
                        text.Program,
                        text.Prompt,
                        text.NegativePrompt,
                        text.Fields,
                    }
                );
            return;
        }
        TextTable table = new("setting", "value");
        if (text.Program is { } program)
            table.Add("Program", program);
        foreach ((string name, string value) in SettingRows.Of(text))
            table.Add(name, value);
        table.Write(terminal);
    }

    private static void ShowLora(Terminal terminal, string file, bool asJson)
    {
        LoraCard card = LoraFile.CardOf(file);
        long bytes = RegularFile.LengthOf(file);
        if (asJson)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    card.Name,
                    card.Base,
                    card.Family,
                    card.Kinds,
                    card.Rank,
                    card.Layers,
                    card.Words,
                    Bytes = bytes,
                }
            );
            return;
        }
        TextTable table = new("fact", "value");
        table.Add("LoRA", card.Name);
        string? made = card.Base is { } own ? $"{own.Model} (hash {own.Hash})" : card.Family;
        table.Add("for the model", made ?? "not said");
        table.Add("kind", string.Join(", ", card.Kinds));
        table.Add("rank", card.Rank.ToString(CultureInfo.InvariantCulture));
        table.Add("layers", card.Layers.ToString(CultureInfo.InvariantCulture));
        table.Add("new words", card.Words.Count == 0 ? "none" : string.Join(", ", card.Words));
        table.Add("size", ModelsCommand.Megabytes(bytes));
        table.Write(terminal);
    }
}
