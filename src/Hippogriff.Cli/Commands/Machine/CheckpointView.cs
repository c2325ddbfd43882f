using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>Shows a public checkpoint: what it is, what it lacks, and how it draws if nothing is said.</summary>
internal static class CheckpointView
{
    /// <summary>The definition of a model; null if it is damaged or of no known kind.</summary>
    public static ModelDefinition? TryRead(string path)
    {
        try
        {
            return CheckpointRegistry.Default.Read(CheckpointSource.At(path));
        }
        catch (HippogriffException)
        {
            return null;
        }
    }

    /// <summary>Whether it is another program's checkpoint.</summary>
    public static bool IsPublic(ModelDefinition definition) => definition.Scheduler is not null;

    /// <summary>Its kind in a table: "Stable Diffusion 1.x, without VAE".</summary>
    public static string KindOf(ModelDefinition definition) =>
        definition.Kind + (definition.Missing.Count > 0 ? $", without {string.Join(" and ", definition.Missing)}" : "");

    /// <summary>Shows it.</summary>
    public static void Show(Terminal terminal, ModelFolder model, ModelDefinition definition, bool asJson)
    {
        if (asJson)
        {
            Write(terminal, model, definition);
            return;
        }
        TextTable table = new("fact", "value");
        table.Add("name", definition.Name);
        table.Add(model.IsFile ? "file" : "folder", model.Path);
        table.Add("hash", definition.Hash(model));
        table.Add("kind", definition.Kind);
        table.Add("size", ModelsCommand.Megabytes(BytesOf(model, definition)));
        StoredNumbers stored = StoredNumbers.Of(definition);
        table.Add("stored as", string.Join(", ", stored.Types));
        table.Add("numbers", stored.Count.ToString("N0", CultureInfo.InvariantCulture));
        table.Add("memory", MemoryNeed.Megabytes(stored.Bytes) + " in float32, half of it with --type bfloat16");
        table.Add("licence", definition.License ?? "not said");
        table.Add("missing", definition.Missing.Count == 0 ? "nothing" : string.Join(", ", definition.Missing));
        table.Add("predicts", definition.Prediction.ToString().ToLowerInvariant());
        table.Add("scheduler", definition.Scheduler!.ClassName);
        table.Add("draws", Drawing(definition.Defaults));
        table.Write(terminal);
        foreach (string note in definition.Notes.Concat(definition.Faults()))
            terminal.Out.WriteLine(note);
        if (model is { IsFile: false, Card.Length: > 0 })
            terminal.Out.WriteLine($"{Environment.NewLine}{model.Card.Trim()}");
    }

    private static void Write(Terminal terminal, ModelFolder model, ModelDefinition definition)
    {
        string hash = definition.Hash(model);
        long bytes = BytesOf(model, definition);
        StoredNumbers stored = StoredNumbers.Of(definition);
        Json.Write(
            terminal.Out,
            new
            {
                definition.Name,
                Kind = InstalledModels.Pictures,
                Checkpoint = definition.Kind,
                model.Path,
                Hash = hash,
                Bytes = bytes,
                stored.Types,
                Parameters = stored.Count,
                definition.License,
                definition.Missing,
                definition.Notes,
                Faults = definition.Faults(),
                Prediction = definition.Prediction.ToString(),
                Scheduler = definition.Scheduler?.ClassName,
                definition.Defaults,
            }
        );
    }

    private static string Drawing(GenerationDefaults defaults) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{defaults.Width}x{defaults.Height}, {defaults.Steps} steps of {defaults.Sampler} "
                + $"({defaults.Schedule}), guidance {defaults.Guidance}"
        );

    private static long BytesOf(ModelFolder model, ModelDefinition definition) =>
        definition.FilesOf(model).Sum(RegularFile.LengthOf);

    /// <summary>The numbers of a checkpoint, by the headers of its files.</summary>
    /// <param name="Types">Types in the files, the most frequent first.</param>
    /// <param name="Count">See <see cref="ModelDefinition.Numbers"/>.</param>
    private sealed record StoredNumbers(IReadOnlyList<string> Types, long Count)
    {
        /// <summary>See <see cref="ModelDefinition.Bytes"/>, for float32.</summary>
        public long Bytes => Count * sizeof(float);

        /// <summary>Reads each header once.</summary>
        public static StoredNumbers Of(ModelDefinition definition)
        {
            Dictionary<string, long> counts = [];
            foreach (ModelPart part in definition.Parts)
            {
                using WeightFiles files = WeightFiles.Open(part.Find());
                foreach (SafetensorsEntry entry in files.ByName.Values.Where(one => !part.Map.MayBeLeft(one.Name)))
                {
                    string name = entry.Float8 is { } eight ? eight.ToString() : SafetensorsTypes.NameOf(entry.Type);
                    counts[name] = counts.GetValueOrDefault(name) + entry.Count;
                }
            }
            return new([.. counts.OrderByDescending(pair => pair.Value).Select(pair => pair.Key)], counts.Values.Sum());
        }
    }
}
