using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Hippogriff.Adapters;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>
/// <c>hippogriff models</c>: lists models, describes one, and shows the settings of a picture. Never loads libtorch.
/// </summary>
internal static class ModelsCommand
{
    public static Command Build(CommandHost host) =>
        new("models", "List models, show one, or show what a picture was drawn with.")
        {
            BuildList(host),
            BuildShow(host),
        };

    private static DocumentedCommand BuildList(CommandHost host)
    {
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "list",
            "List the models of all kinds that are found in models/ here or above, and in $HIPPOGRIFF_MODELS.",
            "hippogriff models list",
            "hippogriff models list --json"
        )
        {
            json,
        };
        command.SetAction(parsed =>
        {
            IReadOnlyList<InstalledModel> models = InstalledModels.List(host.Models);
            if (parsed.GetValue(json))
                WriteList(host.Terminal, models);
            else
                ShowList(host.Terminal, models);
        });
        return command;
    }

    private static void WriteList(Terminal terminal, IReadOnlyList<InstalledModel> models) =>
        Json.Write(
            terminal.Out,
            models.Select(model =>
            {
                ModelDefinition? definition = DefinitionOf(model);
                return new
                {
                    model.Name,
                    model.Kind,
                    Checkpoint = definition?.Kind,
                    definition?.License,
                    Missing = definition is { Missing.Count: > 0 } ? definition.Missing : null,
                    model.Path,
                    Bytes = BytesOf(model.Path),
                };
            })
        );

    private static void ShowList(Terminal terminal, IReadOnlyList<InstalledModel> models)
    {
        if (models.Count == 0)
        {
            terminal.Error.WriteLine("There are no models here; hippogriff doctor says what to do.");
            return;
        }
        TextTable table = new("name", "kind", "size", "folder");
        foreach (InstalledModel model in models)
            table.Add(
                model.Name,
                DefinitionOf(model) is { } checkpoint && CheckpointView.IsPublic(checkpoint)
                    ? CheckpointView.KindOf(checkpoint)
                    : model.Kind,
                Megabytes(BytesOf(model.Path)),
                model.Path
            );
        table.Write(terminal);
    }

    private static DocumentedCommand BuildShow(CommandHost host)
    {
        Argument<string> name = new("NAME")
        {
            Description =
                "Name or folder of a model, a LoRA's file, or a picture that Hippogriff wrote. - reads a picture from "
                + "standard input.",
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
        command.SetAction(parsed =>
        {
            string asked = parsed.GetRequiredValue(name);
            bool asJson = parsed.GetValue(json);
            if (asked == StandardInput.Name)
                ShowPicture(host, StandardInput.Picture(host), asJson);
            else if (
                File.Exists(asked)
                && CheckpointView.TryRead(asked) is { } checkpoint
                && CheckpointView.IsPublic(checkpoint)
            )
                CheckpointView.Show(host.Terminal, ModelFolder.At(asked), checkpoint, asJson);
            else if (File.Exists(asked) && asked.EndsWith(LoraFile.Extension, StringComparison.OrdinalIgnoreCase))
                ShowLora(host.Terminal, asked, asJson);
            else if (File.Exists(asked) && SheetText.Read(asked) is { } pictures)
                OtherModelView.ShowSheet(host.Terminal, pictures, asJson);
            else if (File.Exists(asked) && CommandNote.Read(asked) is { } note)
                OtherModelView.ShowNote(host.Terminal, note, asJson);
            else if (File.Exists(asked))
                ShowPicture(host.Terminal, Remembered.Read(asked), asJson);
            else if (InstalledModels.OtherThanPictures(asked, host.Models) is { } other)
                OtherModelView.Show(host.Terminal, other, asJson);
            else
                ShowModel(host.Terminal, ModelOpening.Find(asked), asJson);
        });
        return command;
    }

    private static ModelDefinition? DefinitionOf(InstalledModel model) =>
        model.Kind == InstalledModels.Pictures ? CheckpointView.TryRead(model.Path) : null;

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
        table.Add("size", Megabytes(bytes));
        table.Write(terminal);
    }

    private static void ShowModel(Terminal terminal, ModelFolder model, bool asJson)
    {
        ModelDefinition definition = CheckpointRegistry.Default.Read(new CheckpointSource(model));
        if (CheckpointView.IsPublic(definition))
        {
            CheckpointView.Show(terminal, model, definition, asJson);
            return;
        }
        JsonElement index = model.ReadJson<JsonElement>(ModelFolder.IndexFile);
        string hash = definition.Hash(model);
        if (asJson)
        {
            Json.Write(
                terminal.Out,
                new
                {
                    model.Name,
                    Kind = InstalledModels.Pictures,
                    model.Path,
                    Hash = hash,
                    Bytes = BytesOf(model.Path),
                    Index = index,
                    TrainingLog = TrainingLog.Of(model.Path).Stretches,
                    model.Card,
                }
            );
            return;
        }
        TextTable table = new("fact", "value");
        table.Add("name", model.Name);
        table.Add("folder", model.Path);
        table.Add("hash", hash);
        table.Add("kind", InstalledModels.Pictures);
        table.Add("size", Megabytes(BytesOf(model.Path)));
        foreach ((string key, string value) in Flat(index, ""))
            table.Add(key, value);
        table.Write(terminal);
        ShowLog(terminal, TrainingLog.Of(model.Path));
        if (model.Card.Length > 0)
            terminal.Out.WriteLine($"{Environment.NewLine}{model.Card.Trim()}");
    }

    private static void ShowLog(Terminal terminal, TrainingLog log)
    {
        if (log.Stretches.Count == 0)
            return;
        terminal.Out.WriteLine();
        TextTable table = new(
            "trained",
            "autoencoder",
            "pictures",
            "updates",
            "minutes",
            "missed before",
            "after",
            "on"
        );
        foreach (Stretch s in log.Stretches)
            table.Add(
                s.Began,
                s.AutoencoderPictures is { } before ? Whole(before) : "",
                Whole(s.Pictures),
                Whole(s.Updates),
                string.Create(CultureInfo.InvariantCulture, $"{s.Minutes:0.#}"),
                Share(s.MissedBefore),
                Share(s.MissedAfter),
                s.Hardware
            );
        table.Write(terminal);

        static string Whole(long n) => n.ToString("N0", CultureInfo.InvariantCulture);
        static string Share(double? share) =>
            share is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s * 100:0.0} %") : "";
    }

    /// <summary>A JSON object as rows; nested names are joined by dots.</summary>
    private static IEnumerable<(string Key, string Value)> Flat(JsonElement element, string path)
    {
        if (element.ValueKind != JsonValueKind.Object)
            return [(path, element.ToString())];
        return element
            .EnumerateObject()
            .SelectMany(property => Flat(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}"));
    }

    internal static long BytesOf(string folder) => new ModelFolder("", folder).WeightFiles.Sum(RegularFile.LengthOf);

    internal static string Megabytes(long bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
