using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Models;
using Hippogriff.Training.Loop;

namespace Hippogriff.Training.Recipes;

/// <summary>
/// Validates a recipe before the run: refuses one that would fail at the first batch, at the first sheet, or hours
/// later.
/// </summary>
internal static class RecipeCheck
{
    private const int LargestBatch = 4_096,
        MostMinutes = 1_000_000;

    /// <exception cref="HippogriffException">A setting is not valid; the message names it and what is
    /// allowed.</exception>
    public static void Check(TrainingRecipe r, string origin)
    {
        string recipe = $"The recipe '{origin}'";
        Between("batch_size", r.BatchSize, 1, LargestBatch);
        Between("size", r.Size, 8, 1024);
        if (r.Precision is not (WorkingType.Auto or "float32" or "bfloat16"))
            throw new HippogriffException(
                $"{recipe} asks for precision '{r.Precision}'; auto, float32 and bfloat16 are allowed."
            );
        Between("sheet_minutes", r.SheetMinutes, 0, MostMinutes);
        Between("checkpoint_minutes", r.CheckpointMinutes, 0, MostMinutes);

        r.Text.Config(2).Check(new ConfigCheck(recipe, "text."));
        Between("text.share", r.Text.Share, 0, 0.9);
        if (r.Autoencoder is { } autoencoder)
            Check(autoencoder, recipe);
        r.Network.Check(new ConfigCheck(recipe, "network."), r.Autoencoder?.Config.Latent ?? 3, r.Text.Width);
        int multiple = r.SizeMultiple();
        Multiple("size", r.Size);

        if (r.Objective.Prediction is not (Prediction.Sample or Prediction.Flow))
            throw new HippogriffException(
                $"{recipe} sets objective.prediction to "
                    + $"{r.Objective.Prediction.ToString().ToLowerInvariant()}; sample and flow are allowed."
            );
        Between("objective.logit_mean", r.Objective.LogitMean, -20, 20);
        Between("objective.logit_std", r.Objective.LogitStd, 0, 20);
        Between("objective.max_weight", r.Objective.MaxWeight, 0.001, 1e6);
        Between("objective.caption_dropout", r.Objective.CaptionDropout, 0, 1);
        Between("objective.layout_share", r.Objective.LayoutShare, 0, 1);
        Between("objective.parts_weight", r.Objective.PartsWeight, 0, 100);
        Between("objective.align_weight", r.Objective.AlignWeight, 0, 100);
        OnlyUNet("objective.parts_weight", r.Objective.PartsWeight);
        OnlyUNet("objective.align_weight", r.Objective.AlignWeight);
        NeedsJudge("objective.align_weight", r.Objective.AlignWeight);
        NeedsJudge("autoencoder.feature_weight", r.Autoencoder?.FeatureWeight ?? 0);

        Rate(recipe, "pace.learning_rate", r.LearningRateSchedule.LearningRate);
        Between("pace.warmup_steps", r.LearningRateSchedule.WarmupSteps, 0, int.MaxValue);
        Between("pace.final_share", r.LearningRateSchedule.FinalShare, 0, 1);
        // the relative deviation of a power-law average is at most 12^(-1/2)
        Between("pace.average_share", r.LearningRateSchedule.AverageShare, 0, 0.28);

        Between("defaults.steps", r.Defaults.Steps, 1, 1_000);
        Between("defaults.guidance", r.Defaults.Guidance, 0, 50);
        if (r.Defaults.GuidanceInterval is { } stretch && !stretch.IsPossible())
            throw new HippogriffException(
                $"{recipe} guides from {stretch.Low} to {stretch.High} (defaults.guidance_interval), which is not "
                    + "within 0 and 1, the lower end first."
            );
        if (!Known(() => SamplerRegistry.Default.NameOf(r.Defaults.Sampler)))
            Unknown("defaults.sampler", r.Defaults.Sampler, SamplerRegistry.Default.Names);
        if (!Known(() => ScheduleRegistry.Default.NameOf(r.Defaults.Schedule)))
            Unknown("defaults.schedule", r.Defaults.Schedule, ScheduleRegistry.Default.Names);
        Multiple("defaults.width", r.Defaults.Width);
        Multiple("defaults.height", r.Defaults.Height);

        void Between(string name, double value, double low, double high) =>
            new ConfigCheck(recipe).Between(name, value, low, high);

        void OnlyUNet(string name, double weight)
        {
            if (weight > 0 && !r.Network.HasBottleneck())
                throw new HippogriffException($"{recipe} sets {name}, which only a u_net can answer; leave it out.");
        }

        void NeedsJudge(string name, double weight)
        {
            if (weight > 0 && r.Judge is null)
                throw new HippogriffException(
                    $"{recipe} sets {name}, which needs a judge of its world; name its folder in judge."
                );
        }

        void Multiple(string name, int value)
        {
            if (value <= 0 || value > 2_048 || value % multiple != 0)
                throw new HippogriffException(
                    $"{recipe} sets {name} to {value}; its network draws multiples of {multiple} up to 2048."
                );
        }

        void Unknown(string name, string value, IReadOnlyList<string> names) =>
            throw new HippogriffException($"{recipe} sets {name} to '{value}'; there are {string.Join(", ", names)}.");
    }

    private static void Check(AutoencoderRecipe a, string recipe)
    {
        Between("autoencoder.share", a.Share, 0.001, a is { Tune: true, KeepLatent: true } ? 1 : 0.9);
        Between("autoencoder.batch_size", a.BatchSize, 1, LargestBatch);
        Rate(recipe, "autoencoder.learning_rate", a.LearningRate);
        Between("autoencoder.code_noise", a.LatentNoise, 0, 1);
        Between("autoencoder.hold", a.Hold, 0, 1_000);
        if (a.Hold > 0 && !a.Tune)
            throw new HippogriffException(
                $"{recipe} sets autoencoder.hold, which holds a latent that is trained further; set "
                    + "autoencoder.tune as well, or leave it out."
            );
        if (a.KeepLatent && !a.Tune)
            throw new HippogriffException(
                $"{recipe} sets autoencoder.keep_code, which keeps a latent whose decoder is trained "
                    + "further; set autoencoder.tune as well, or leave it out."
            );
        Between("autoencoder.edge_weight", a.EdgeWeight, 0, 100);
        Between("autoencoder.feature_weight", a.FeatureWeight, 0, 100);
        if (a.LookShare is { } looks)
            Between("autoencoder.look_share", looks, 0, 1);
        a.Config.Check(new ConfigCheck(recipe, "autoencoder.config."));

        void Between(string name, double value, double low, double high) =>
            new ConfigCheck(recipe).Between(name, value, low, high);
    }

    private static void Rate(string recipe, string name, double value)
    {
        if (!(value > 0 && value <= 1))
            throw new HippogriffException($"{recipe} sets {name} to {value}; above 0 to 1 is allowed.");
    }

    private static bool Known(Func<string> find)
    {
        try
        {
            find();
            return true;
        }
        catch (HippogriffException)
        {
            return false;
        }
    }
}
