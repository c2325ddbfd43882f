using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Models;
using Hippogriff.Training.Loop;

namespace Hippogriff.Training.Recipes;

/// <summary>
/// Validates a recipe before the run: refuses one that would fail at the first batch, at the first sheet, or hours
/// later.
/// </summary>
internal sealed class RecipeCheck
{
    private const int LargestBatch = 4_096,
        MostMinutes = 1_000_000;

    private readonly TrainingRecipe _recipe;
    private readonly string _name;

    private RecipeCheck(TrainingRecipe recipe, string origin) => (_recipe, _name) = (recipe, $"The recipe '{origin}'");

    /// <exception cref="HippogriffException">A setting is not valid; the message names it and what is
    /// allowed.</exception>
    public static void Check(TrainingRecipe recipe, string origin)
    {
        RecipeCheck check = new(recipe, origin);
        check.Run();
        check.Networks();
        check.Objective();
        check.Schedule();
        check.Defaults();
    }

    private void Run()
    {
        Between("batch_size", _recipe.BatchSize, 1, LargestBatch);
        Between("size", _recipe.Size, 8, 1024);
        if (_recipe.Precision is not (WorkingType.Auto or "float32" or "bfloat16"))
            throw new HippogriffException(
                $"{_name} asks for precision '{_recipe.Precision}'; auto, float32 and bfloat16 are allowed."
            );
        Between("sheet_minutes", _recipe.SheetMinutes, 0, MostMinutes);
        Between("checkpoint_minutes", _recipe.CheckpointMinutes, 0, MostMinutes);
    }

    private void Networks()
    {
        _recipe.Text.Config(2).Check(new ConfigCheck(_name, "text."));
        Between("text.share", _recipe.Text.Share, 0, 0.9);
        if (_recipe.Autoencoder is { } autoencoder)
            Check(autoencoder, _name);
        _recipe.Network.Check(
            new ConfigCheck(_name, "network."),
            _recipe.Autoencoder?.Config.Latent ?? 3,
            _recipe.Text.Width
        );
        Multiple("size", _recipe.Size);
    }

    private void Objective()
    {
        if (_recipe.Objective.Prediction is not (Prediction.Sample or Prediction.Flow))
            throw new HippogriffException(
                $"{_name} sets objective.prediction to "
                    + $"{_recipe.Objective.Prediction.ToString().ToLowerInvariant()}; sample and flow are allowed."
            );
        Between("objective.logit_mean", _recipe.Objective.LogitMean, -20, 20);
        Between("objective.logit_std", _recipe.Objective.LogitStd, 0, 20);
        Between("objective.max_weight", _recipe.Objective.MaxWeight, 0.001, 1e6);
        Between("objective.caption_dropout", _recipe.Objective.CaptionDropout, 0, 1);
        Between("objective.layout_share", _recipe.Objective.LayoutShare, 0, 1);
        Between("objective.parts_weight", _recipe.Objective.PartsWeight, 0, 100);
        Between("objective.align_weight", _recipe.Objective.AlignWeight, 0, 100);
        OnlyUNet("objective.parts_weight", _recipe.Objective.PartsWeight);
        OnlyUNet("objective.align_weight", _recipe.Objective.AlignWeight);
        NeedsJudge("objective.align_weight", _recipe.Objective.AlignWeight);
        NeedsJudge("autoencoder.feature_weight", _recipe.Autoencoder?.FeatureWeight ?? 0);
    }

    private void Schedule()
    {
        Rate(_name, "pace.learning_rate", _recipe.LearningRateSchedule.LearningRate);
        Between("pace.warmup_steps", _recipe.LearningRateSchedule.WarmupSteps, 0, int.MaxValue);
        Between("pace.final_share", _recipe.LearningRateSchedule.FinalShare, 0, 1);
        // the relative deviation of a power-law average is at most 12^(-1/2)
        Between("pace.average_share", _recipe.LearningRateSchedule.AverageShare, 0, 0.28);
    }

    private void Defaults()
    {
        Between("defaults.steps", _recipe.Defaults.Steps, 1, 1_000);
        Between("defaults.guidance", _recipe.Defaults.Guidance, 0, 50);
        if (_recipe.Defaults.GuidanceInterval is { } stretch && !stretch.IsPossible())
            throw new HippogriffException(
                $"{_name} guides from {stretch.Low} to {stretch.High} (defaults.guidance_interval), which is not "
                    + "within 0 and 1, the lower end first."
            );
        if (!Known(() => SamplerRegistry.Default.NameOf(_recipe.Defaults.Sampler)))
            Unknown("defaults.sampler", _recipe.Defaults.Sampler, SamplerRegistry.Default.Names);
        if (!Known(() => ScheduleRegistry.Default.NameOf(_recipe.Defaults.Schedule)))
            Unknown("defaults.schedule", _recipe.Defaults.Schedule, ScheduleRegistry.Default.Names);
        Multiple("defaults.width", _recipe.Defaults.Width);
        Multiple("defaults.height", _recipe.Defaults.Height);
    }

    private void Between(string name, double value, double low, double high) =>
        new ConfigCheck(_name).Between(name, value, low, high);

    private void OnlyUNet(string name, double weight)
    {
        if (weight > 0 && !_recipe.Network.HasBottleneck())
            throw new HippogriffException($"{_name} sets {name}, which only a u_net can answer; leave it out.");
    }

    private void NeedsJudge(string name, double weight)
    {
        if (weight > 0 && _recipe.Judge is null)
            throw new HippogriffException(
                $"{_name} sets {name}, which needs a judge of its world; name its folder in judge."
            );
    }

    private void Multiple(string name, int value)
    {
        int multiple = _recipe.SizeMultiple();
        if (value <= 0 || value > 2_048 || value % multiple != 0)
            throw new HippogriffException(
                $"{_name} sets {name} to {value}; its network draws multiples of {multiple} up to 2048."
            );
    }

    private void Unknown(string name, string value, IReadOnlyList<string> names) =>
        throw new HippogriffException($"{_name} sets {name} to '{value}'; there are {string.Join(", ", names)}.");

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
