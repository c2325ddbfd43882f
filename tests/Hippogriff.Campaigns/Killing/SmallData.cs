using System.IO.Compression;
using Hippogriff.Campaigns.Readers;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Pipelines;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;

namespace Hippogriff.Campaigns.Killing;

/// <summary>Data and a recipe with which a training takes milliseconds a step.</summary>
internal static class SmallData
{
    private static readonly string[] s_colours = ["red", "green", "blue"];

    /// <summary>Captioned squares of three colours.</summary>
    public static void Write(string folder, int count = 6, int side = 16)
    {
        Directory.CreateDirectory(folder);
        for (int i = 0; i < count; i++)
        {
            byte[] pixels = new byte[side * side * 3];
            for (int p = 0; p < pixels.Length; p++)
                pixels[p] = (byte)(p % 3 == i % 3 ? 230 - i * p / 3 % 60 : 20);
            PngFile.Write(Path.Combine(folder, $"{i:D4}.png"), new RgbImage(side, side, pixels));
            File.WriteAllText(Path.Combine(folder, $"{i:D4}.txt"), $"a {s_colours[i % 3]} square");
        }
    }

    /// <summary>The same as a zip.</summary>
    public static void WriteZip(string path, int count, int side)
    {
        string folder = path + ".d";
        Write(folder, count, side);
        ZipFile.CreateFromDirectory(folder, path);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A recipe that writes a checkpoint after every step.</summary>
    public static void WriteRecipe(string path) =>
        File.WriteAllText(
            path,
            new TrainingRecipe
            {
                Name = "small",
                Size = 16,
                BatchSize = 2,
                Seed = 3,
                Precision = "float32",
                Text = new TextRecipe(5, 16, 1),
                Network = SmallModel.Design(latent: true),
                Autoencoder = new AutoencoderRecipe(new AutoencoderConfig(4, [16, 16]), Share: 0.3, BatchSize: 2),
                Objective = new DenoiserObjectiveSettings(),
                LearningRateSchedule = new LearningRateSchedule(0.002, 5),
                Defaults = new GenerationDefaults
                {
                    Steps = 3,
                    Sampler = "euler",
                    Schedule = "uniform",
                    Guidance = 2,
                    Width = 16,
                    Height = 16,
                },
                SheetPrompts = ["a red square"],
                SheetMinutes = 60,
                CheckpointMinutes = 0,
            }.ToJson()
        );
}
