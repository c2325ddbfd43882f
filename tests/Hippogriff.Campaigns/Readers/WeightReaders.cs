using Hippogriff.Adapters;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Mutators;
using Hippogriff.Pipelines;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Optimisation;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Campaigns.Readers;

/// <summary>Files of weights: safetensors, LoRAs, checkpoints.</summary>
internal static class WeightReaders
{
    public static IReadOnlyList<Reader> All { get; } =
    [
        new(
            "safetensors-header",
            "the JSON at the begin of a safetensors file, in memory",
            250,
            bench =>
            {
                byte[] file = File.ReadAllBytes(Good(bench));
                long data = file.Length - 8 - (long)BitConverter.ToUInt64(file);
                JsonChanges headers = new([file[8..(8 + (int)BitConverter.ToUInt64(file))]]);
                return new Reading(headers.Next, json => SafetensorsHeader.Parse("x.safetensors", json, data));
            }
        ),
        new(
            "safetensors",
            "safetensors files: opened, every tensor read",
            30,
            bench =>
            {
                SafetensorsChanges files = new([File.ReadAllBytes(Good(bench))]);
                return new Reading(
                    files.Next,
                    bytes =>
                    {
                        using SafetensorsFile file = SafetensorsFile.Open(bench.Put("x.safetensors", bytes));
                        foreach (SafetensorsEntry entry in file.Entries)
                        {
                            using Tensor tensor = file.Read(entry.Name);
                            using Tensor wide = file.Read(entry.Name, ScalarType.Float32);
                        }
                    }
                );
            }
        )
        {
            Native = true,
        },
        new(
            "lora",
            "LoRA files against a small model: card, words, read, merged and taken out again",
            8,
            bench =>
            {
                NetworkModel model = SmallModel.Create(latent: false);
                SafetensorsChanges files = new([SmallModel.Lora(model, bench)]);
                LoraBase made = new(model.Name, model.Hash);
                return new Reading(
                    files.Next,
                    bytes =>
                    {
                        string path = bench.Put("x.safetensors", bytes);
                        _ = LoraFile.CardOf(path);
                        _ = LoraFile.WordsOf(path);
                        using Lora lora = LoraFile.Read(path, model.Network, model.Vocabulary, made);
                        using LoraMerge merged = LoraMerge.Into(model.Network, [(lora, 1)]);
                    }
                );
            }
        )
        {
            Native = true,
        },
        new(
            "checkpoint",
            "checkpoints of a training, restored",
            20,
            bench =>
            {
                nn.Module network = SmallModel.Seeded(nn.Linear(4, 3));
                FlatParameters parameters = new(network, ScalarType.Float32);
                AdamW optimiser = new(parameters);
                string folder = bench.Fresh("run");
                CheckpointFolder checkpoints = new(folder);
                checkpoints.Save(new TrainingState() with { Step = 7 }, parameters, optimiser);
                string path = Directory.GetFiles(folder).Single();
                SafetensorsChanges files = new([File.ReadAllBytes(path)]);
                return new Reading(
                    files.Next,
                    bytes =>
                    {
                        File.WriteAllBytes(path, bytes);
                        _ = checkpoints.Restore(parameters, optimiser);
                    }
                );
            }
        )
        {
            Native = true,
        },
    ];

    /// <summary>A file with tensors of every type.</summary>
    private static string Good(Bench bench)
    {
        using DisposeScope scope = NewDisposeScope();
        string path = bench.In("good.safetensors");
        SafetensorsWriter.Write(
            path,
            [
                new("weight", arange(24, ScalarType.Float32).view(2, 3, 4)),
                new("half", ones([8], ScalarType.Float16)),
                new("wide", ones([2, 2], ScalarType.Float64)),
                new("brain", ones([4], ScalarType.BFloat16)),
                new("whole", ones([3], ScalarType.Int64)),
                new("small", ones([5], ScalarType.Int8)),
                new("truth", ones([7], ScalarType.Bool)),
                new("scalar", tensor(1f)),
                new("none", zeros([0, 3])),
            ],
            metadata: new Dictionary<string, string> { ["format"] = "pt", ["hippogriff.base_model"] = "small" }
        );
        return path;
    }
}
