using Hippogriff.Data.Examples;
using Hippogriff.Files;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using Hippogriff.Training.Workers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>Shared context of a run's stages: recipe, data, folder, device, and creation of networks.</summary>
public sealed record RunContext(RunFolder<TrainingRecipe> Run, IExampleSource Source, Device Device)
{
    /// <summary>The vocabulary of a run, in its folder.</summary>
    public const string VocabularyFile = "vocabulary.txt";

    /// <summary>The trained autoencoder of a run, in its folder.</summary>
    public const string CodecFile = "autoencoder/autoencoder.safetensors";

    /// <summary>The trained text encoder of a run, in its folder.</summary>
    public const string WordsFile = "words/text_encoder.safetensors";

    /// <summary>Features of the recipe's judge; null if it names none. Owned by who opened them.</summary>
    public IPictureFeatures? Features { get; init; }

    /// <summary>The features that a field of the recipe needs.</summary>
    /// <exception cref="HippogriffException">There are none.</exception>
    public IPictureFeatures RequireFeatures(string field) =>
        Features
        ?? throw new HippogriffException(
            $"The recipe '{Recipe.Name}' sets {field}, which needs the features of a judge; name its folder in judge."
        );

    /// <summary>The recipe of the run.</summary>
    public TrainingRecipe Recipe => Run.Plan;

    /// <summary>Told what happens.</summary>
    public ITrainingObserver Observer => Run.Observer;

    /// <summary>With whom the run is trained.</summary>
    public WorkerPlan Workers => Run.Workers;

    /// <summary>The clock of the run.</summary>
    public TimeProvider Clock => Run.Clock;

    /// <summary>Data type of networks in training.</summary>
    public ScalarType Type { get; } = WorkingType.Choose(Run.Plan.Precision, Device);

    /// <summary>Path inside the run's folder.</summary>
    public string At(string relative) => Run.At(relative);

    /// <summary>
    /// A new network on the run's device, with initial weights that depend only on the seed; the caller disposes it.
    /// </summary>
    public T Fresh<T>(Func<T> make, ScalarType type)
        where T : nn.Module
    {
        using Lock.Scope alone = FreshModule.Making.EnterScope(); // from the seed to the last weight
#pragma warning disable RS0030 // initial weights: TorchSharp's layers draw them from the global generator and take no other
        random.manual_seed(Recipe.Seed);
#pragma warning restore RS0030
        return FreshModule.Make(make, Device, type);
    }

    /// <summary>A new denoiser with its text encoder.</summary>
    public TextToImageNetwork FreshNetwork(Vocabulary vocabulary, ScalarType type) =>
        Fresh(
            () =>
                new TextToImageNetwork(
                    new TextEncoder(Recipe.Text.Config(vocabulary.Words.Count)),
                    Recipe.Network.Build()
                ),
            type
        );

    /// <summary>The run's autoencoder; null if pixels are denoised.</summary>
    public Autoencoder? LoadAutoencoder(ScalarType type, string file = CodecFile)
    {
        if (Recipe.Autoencoder is not { } codec)
            return null;
        using SafetensorsFile weights = SafetensorsFile.Open(At(file));
        Autoencoder network = Fresh(() => new Autoencoder(codec.Config), type);
        WeightLoader.Load(network, weights);
        network.eval();
        return network;
    }

    /// <summary>Writes a text file, whole or not at all.</summary>
    public static void Write(string file, string text) =>
        AtomicFile.Write(file, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>The number of parameters in millions, for sentences: "10.2".</summary>
    public static string Millions(nn.Module network) =>
        FormattableString.Invariant($"{network.parameters().Sum(p => p.numel()) / 1e6:F1}");
}
