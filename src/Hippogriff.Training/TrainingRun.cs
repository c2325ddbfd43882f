using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Models.UNet;
using Hippogriff.Pipelines;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Data;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>How long a run goes: exactly one of the two is set.</summary>
public sealed record TrainingLength(long? Steps, double? Minutes)
{
    /// <summary>A share of the length, and what is left; of steps at least one each.</summary>
    internal (TrainingLength First, TrainingLength Second) Split(double share)
    {
        long? first = Steps is { } steps ? Math.Max(1, (long)Math.Round(steps * share)) : null;
        return (new(first, Minutes * share), new(Steps is { } all ? Math.Max(1, all - first!.Value) : null, Minutes * (1 - share)));
    }
}

/// <summary>
/// A whole run in a folder: <c>recipe.json</c>, <c>autoencoder/</c> and <c>denoiser/</c> with checkpoints and loss curves, <c>sheets/</c>, and
/// <c>model/</c>, which can be drawn with at any time. Everything is written so that a killed run goes on from its last checkpoint.
/// </summary>
public sealed class TrainingRun
{
    private const string RecipeFile = "recipe.json", VocabularyFile = "vocabulary.txt", CodecFile = "autoencoder/autoencoder.safetensors";
    private static readonly string[] Stages = ["autoencoder", "denoiser", "model"];
    private readonly TrainingRecipe _recipe;
    private readonly IExampleSource _source;
    private readonly string _folder;
    private readonly Device _device;
    private readonly ScalarType _type;
    private readonly ITrainingObserver _observer;

    private TrainingRun(TrainingRecipe recipe, IExampleSource source, string folder, Device device, ITrainingObserver observer)
    {
        (_recipe, _source, _folder, _device, _observer) = (recipe, source, folder, device, observer);
        _type = WorkingType.Choose(recipe.Precision, device);
    }

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <exception cref="HippogriffException">The folder holds a run already, or the recipe describes none.</exception>
    public static TrainingRun Begin(TrainingRecipe recipe, IExampleSource source, string folder, Device device, ITrainingObserver observer)
    {
        RecipeCheck.Check(recipe, recipe.Name);
        if (File.Exists(Path.Combine(folder, RecipeFile)))
            throw new HippogriffException($"'{folder}' holds a training run already; add --resume to go on with it, or choose another folder.");
        if (Stages.FirstOrDefault(stage => Directory.Exists(Path.Combine(folder, stage))) is { } left)
            throw new HippogriffException($"'{folder}' holds a folder '{left}', which a training run would write into; choose another folder.");
        Write(Path.Combine(folder, RecipeFile), recipe.ToJson());
        return new TrainingRun(recipe, source, folder, device, observer);
    }

    /// <summary>The recipe that the run in <paramref name="folder"/> began with.</summary>
    /// <exception cref="HippogriffException">The folder holds no run.</exception>
    public static TrainingRecipe RecipeOf(string folder) =>
        File.Exists(Path.Combine(folder, RecipeFile))
            ? TrainingRecipe.Load(Path.Combine(folder, RecipeFile))
            : throw new HippogriffException($"'{folder}' holds no training run to resume; leave --resume out to begin one.");

    /// <summary>Goes on with the run in <paramref name="folder"/>.</summary>
    public static TrainingRun Resume(IExampleSource source, string folder, Device device, ITrainingObserver observer) =>
        new(RecipeOf(folder), source, folder, device, observer);

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The run diverged, a file cannot be written, or another program trains in the folder.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellation)
    {
        using RunLock held = RunLock.Take(_folder);
        if (_recipe.Autoencoder is not { } codec) return TrainDenoiser(null, length, cancellation);
        (TrainingLength first, TrainingLength rest) = length.Split(codec.Share);
        if (!MakeAutoencoder(codec, first, cancellation)) return false;
        using Autoencoder autoencoder = LoadAutoencoder(codec, _type);
        return TrainDenoiser(autoencoder, rest, cancellation);
    }

    /// <summary>Trains the autoencoder, where that has not been done before; false where it was stopped.</summary>
    private bool MakeAutoencoder(AutoencoderRecipe codec, TrainingLength length, CancellationToken cancellation)
    {
        string file = Path.Combine(_folder, CodecFile);
        if (File.Exists(file)) return true;
        if (_recipe.From is { } from) return TakeAutoencoder(from, codec, file);
        using Autoencoder network = Fresh(() => new Autoencoder(codec.Config), _type);
        _observer.Stage("autoencoder", $"{Millions(network)} million parameters, {_type}, batches of {codec.BatchSize}");
        AutoencoderObjective objective = new(network, _source, codec.BatchSize, codec.CodeNoise, _type);
        TrainingPlan plan = new(length.Steps, length.Minutes, new Pace(codec.LearningRate, 100), _recipe.Seed, _recipe.CheckpointMinutes);
        using TrainingLoop<PictureBatch> loop = new(objective, plan, new CheckpointFolder(Path.Combine(_folder, "autoencoder")));
        if (!Walk(loop, "autoencoder", null, cancellation)) return false;
        using Autoencoder averaged = Fresh(() => new Autoencoder(codec.Config), ScalarType.Float32);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        CodeStatistics.Measure(averaged, _source, _device, ScalarType.Float32);
        WeightLoader.Save(averaged, file, ScalarType.Float32);
        return true;
    }

    /// <summary>A run that begins from a model keeps its autoencoder: the denoiser knows no other code.</summary>
    private static bool TakeAutoencoder(string from, AutoencoderRecipe codec, string file)
    {
        using NetworkModel model = PipelineLoader.Load(from, "cpu");
        if (model.Autoencoder is not { } autoencoder || autoencoder.Config.Latent != codec.Config.Latent || !autoencoder.Config.Widths.SequenceEqual(codec.Config.Widths) || autoencoder.Config.Blocks != codec.Config.Blocks)
            throw new HippogriffException($"The run cannot begin from the model {model.Name}: the recipe's autoencoder differs from its own; use the recipe that the model was trained with.");
        WeightLoader.Save(autoencoder, file, ScalarType.Float32);
        return true;
    }

    private bool TrainDenoiser(Autoencoder? autoencoder, TrainingLength length, CancellationToken cancellation)
    {
        using NetworkModel? from = _recipe.From is { } model ? PipelineLoader.Load(model, "cpu") : null;
        Vocabulary vocabulary = Words(from);
        using TextToImageNetwork network = Fresh(() => NewNetwork(vocabulary), _type);
        if (from is not null) WarmStart.Take(network, from);
        _observer.Stage("denoiser", $"{Millions(network)} million parameters, {vocabulary.Words.Count} words, {_type}, batches of {_recipe.BatchSize}");
        using PartHead? parts = _recipe.Objective.PartsWeight > 0 && _source is IPartSource truth && network.Denoiser is UNet unet
            ? Fresh(() => new PartHead(unet.MiddleWidth, truth.ThingCount, truth.ColourCount), _type)
            : null;
        DenoiserObjective objective = new(network, autoencoder, vocabulary, _source, _recipe.BatchSize, _recipe.Objective, _type, _device, parts);
        TrainingPlan plan = new(length.Steps, length.Minutes, _recipe.Pace, _recipe.Seed, _recipe.CheckpointMinutes);
        using TrainingLoop<PictureBatch> loop = new(objective, plan, new CheckpointFolder(Path.Combine(_folder, "denoiser")));
        TrainingSheet sheet = new(_recipe, _source, Path.Combine(_folder, "sheets"));
        bool finished = Walk(loop, "denoiser", () => Publish(loop, objective.Prefix, vocabulary, sheet), cancellation);
        if (loop.State.Step > 0) Publish(loop, objective.Prefix, vocabulary, sheet);
        return finished;
    }

    /// <summary>Runs a loop from where it stood, with curve and, every few minutes, whatever <paramref name="publish"/> does.</summary>
    private bool Walk(TrainingLoop<PictureBatch> loop, string stage, Action? publish, CancellationToken cancellation)
    {
        string folder = Path.Combine(_folder, stage);
        if (loop.Resume(_observer.Note)) _observer.Note($"The {stage} goes on from step {loop.State.Step}.");
        LossCurve curve = new(folder, loop.State.Step);
        System.Diagnostics.Stopwatch since = System.Diagnostics.Stopwatch.StartNew();
        try
        {
            return loop.Run(
                progress =>
                {
                    curve.Add(progress);
                    _observer.Step(progress);
                    if (since.Elapsed.TotalMinutes < _recipe.SheetMinutes) return;
                    curve.Save($"{_recipe.Name}: {stage}");
                    publish?.Invoke();
                    since.Restart();
                },
                cancellation);
        }
        finally
        {
            curve.Save($"{_recipe.Name}: {stage}");
        }
    }

    /// <summary>Writes the averaged weights as a model that can be drawn with, and a sheet of what it draws.</summary>
    private void Publish(TrainingLoop<PictureBatch> loop, string prefix, Vocabulary vocabulary, TrainingSheet sheet)
    {
        using NetworkModel model = Averaged(loop, prefix, vocabulary);
        PipelineLoader.Save(Path.Combine(_folder, "model"), model, _recipe.Network, ScalarType.Float16);
        _observer.Note($"Wrote {sheet.Draw(model, loop.State)}");
    }

    /// <summary>A float32 copy of the networks with the averaged weights: what is drawn and shipped never passes through the working type.</summary>
    private NetworkModel Averaged(TrainingLoop<PictureBatch> loop, string prefix, Vocabulary vocabulary)
    {
        TextToImageNetwork network = Fresh(() => NewNetwork(vocabulary), ScalarType.Float32);
        loop.Parameters.CopyTo(network, loop.Optimiser.Average, prefix);
        network.eval();
        Autoencoder? autoencoder = _recipe.Autoencoder is { } codec ? LoadAutoencoder(codec, ScalarType.Float32) : null;
        return new NetworkModel(_recipe.Name, "training", _recipe.Defaults, vocabulary, network, autoencoder, _recipe.Objective.Prediction);
    }

    /// <summary>A new network on the run's device, with initial weights that depend on the seed alone; lives until it is disposed.</summary>
    private T Fresh<T>(Func<T> make, ScalarType type) where T : nn.Module
    {
        using DisposeScope scope = NewDisposeScope(); // frees what the making leaves over
#pragma warning disable RS0030 // initial weights: TorchSharp's layers draw them from the global generator and take no other
        random.manual_seed(_recipe.Seed);
#pragma warning restore RS0030
        T network = make();
        network.to(_device);
        network.to(type);
        foreach ((string _, Tensor tensor) in network.state_dict()) tensor.DetachFromDisposeScope();
        return network;
    }

    /// <summary>The words that the run began with: a caption that is added later must not change the network.</summary>
    private Vocabulary Words(NetworkModel? from)
    {
        string file = Path.Combine(_folder, VocabularyFile);
        if (File.Exists(file)) return new Vocabulary(File.ReadAllLines(file));
        Vocabulary captions = CaptionVocabulary.Of(_source);
        Vocabulary vocabulary = from is null ? captions : WarmStart.Words(from, captions);
        Write(file, string.Join('\n', vocabulary.Words) + "\n");
        return vocabulary;
    }

    private static void Write(string file, string text) => AtomicFile.Write(file, System.Text.Encoding.UTF8.GetBytes(text));

    private TextToImageNetwork NewNetwork(Vocabulary vocabulary)
    {
        TextRecipe text = _recipe.Text;
        return new(new TextEncoder(new TextEncoderConfig(vocabulary.Words.Count, text.Length, text.Width, text.Depth)), _recipe.Network.Build());
    }

    private Autoencoder LoadAutoencoder(AutoencoderRecipe codec, ScalarType type)
    {
        using SafetensorsFile weights = SafetensorsFile.Open(Path.Combine(_folder, CodecFile));
        Autoencoder network = Fresh(() => new Autoencoder(codec.Config), type);
        WeightLoader.Load(network, weights);
        network.eval();
        return network;
    }

    private static string Millions(nn.Module network) => $"{network.parameters().Sum(p => p.numel()) / 1e6:F1}";
}
