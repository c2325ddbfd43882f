using Hippogriff.Models.Autoencoder;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;

namespace Hippogriff.Tests.Training;

/// <summary>A recipe whose steps take milliseconds: pictures of 16 pixels, networks of width 16.</summary>
internal static class TinyRecipe
{
    public static TrainingRecipe Create(bool latent = true, string network = "u_net") =>
        new()
        {
            Name = "toy",
            Size = 16,
            BatchSize = 4,
            Seed = 3,
            Precision = "float32",
            Text = new TextRecipe(TinyNetworks.TextLength, TinyNetworks.TextWidth, 1),
            Network = TinyNetworks.Config(network, latent ? 4 : 3),
            Autoencoder = latent
                ? new AutoencoderRecipe(new AutoencoderConfig(4, [16, 16]), Share: 0.5, BatchSize: 4)
                : null,
            Objective = new DenoiserObjectiveSettings(),
            LearningRateSchedule = new LearningRateSchedule(0.002, 5),
            Defaults = TinyModel.Defaults,
            SheetPrompts = ["a red square", "a blue square"],
            SheetMinutes = 60,
        };
}

/// <summary>Remembers all that a run tells, and may do something at a step.</summary>
internal sealed class Watcher : ITrainingObserver
{
    public List<string> Stages { get; } = [];

    /// <summary>What was said of each stage.</summary>
    public List<string> Descriptions { get; } = [];

    public List<TrainingProgress> Steps { get; } = [];

    public List<string> Notes { get; } = [];

    public Action<TrainingProgress>? OnStep { get; init; }

    public void Stage(string name, string description)
    {
        Stages.Add(name);
        Descriptions.Add(description);
    }

    public void Step(TrainingProgress progress)
    {
        Steps.Add(progress);
        OnStep?.Invoke(progress);
    }

    public void Note(string sentence) => Notes.Add(sentence);
}
