using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;
using TorchSharp;

namespace Hippogriff.Benchmarks;

/// <summary>
/// The model that is measured: the default one, or, where there is none, one of the recipe latent-unet with random
/// weights, written into a temporary folder (speed does not depend on the values).
/// </summary>
internal sealed class Subject : IDisposable
{
    private readonly string? _temporary;

    private Subject(string folder, string? temporary)
    {
        (Folder, _temporary) = (folder, temporary);
        Model = PipelineLoader.Load(folder);
        Current = this;
    }

    /// <summary>The one that is open: BenchmarkDotNet makes the benchmarks itself and hands them nothing.</summary>
    public static Subject Current { get; private set; } = null!;

    /// <summary>The model's folder.</summary>
    public string Folder { get; }

    /// <summary>The loaded model; the benchmarks take turns.</summary>
    public NetworkModel Model { get; }

    /// <summary>Input of the denoiser for one picture of the default size.</summary>
    public long[] Shape => Model.ShapeFor(Model.Defaults.Width, Model.Defaults.Height);

    /// <summary>Floating-point operations of one pass of the denoiser over one picture.</summary>
    public double FlopsPerPass => Model.Network.Denoiser.FlopsPerPass((int)Shape[1], (int)Shape[2]);

    public static Subject Open(string? model)
    {
        if (model is not null || ModelFolder.List().Count > 0)
            return new Subject(ModelFolder.Find(model).Path, null);
        string folder = Directory.CreateTempSubdirectory("hippogriff-benchmark-").FullName;
        string path = Path.Combine(folder, "random-weights");
        using (NetworkModel random = Random(out DenoiserConfig network))
            PipelineLoader.Save(path, random, network, torch.ScalarType.Float16);
        return new Subject(path, folder);
    }

    private static NetworkModel Random(out DenoiserConfig network)
    {
        using StreamReader text = new(typeof(Subject).Assembly.GetManifestResourceStream("latent-unet.json")!);
        TrainingRecipe recipe = TrainingRecipe.Parse(text.ReadToEnd(), "latent-unet.json");
        Vocabulary vocabulary = new([
            Vocabulary.Padding,
            Vocabulary.Unknown,
            .. Enumerable.Range(0, 400).Select(i => $"word{i}"),
            "a",
            "cat",
        ]);
        network = recipe.Network;
        TextEncoder words = new(recipe.Text.Config(vocabulary.Words.Count));
        return new NetworkModel(
            "random-weights",
            "",
            recipe.Defaults,
            new NetworkParts(
                vocabulary,
                new TextToImageNetwork(words, network.Build()),
                recipe.Autoencoder is { } codec ? new Autoencoder(codec.Config) : null,
                recipe.Objective.Prediction
            )
        );
    }

    public override string ToString()
    {
        GenerationDefaults defaults = Model.Defaults;
        return $"Model {Model.Name} "
            + $"{(_temporary is null ? Model.Hash : "(there is none in models/, so one with random weights)")}: "
            + $"{Model.Network.parameters().Sum(p => p.numel()) / 1e6:0.0} million parameters, "
            + $"{FlopsPerPass / 1e9:0.00} GFLOP a pass and picture; {defaults.Width}x{defaults.Height}, "
            + $"{defaults.Steps} steps of {defaults.Sampler}, guidance {defaults.Guidance}.";
    }

    public void Dispose()
    {
        Model.Dispose();
        if (_temporary is not null)
            Directory.Delete(_temporary, recursive: true);
    }
}
