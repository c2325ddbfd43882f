using System.Globalization;
using System.Text.Json;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>Shows a model that draws: its facts, its index, how it was trained, and its card.</summary>
internal static class ModelView
{
    public static void Show(Terminal terminal, ModelFolder model, bool asJson)
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
                    Bytes = ModelsCommand.BytesOf(model.Path),
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
        table.Add("size", ModelsCommand.Megabytes(ModelsCommand.BytesOf(model.Path)));
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
}
