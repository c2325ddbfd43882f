using Hippogriff.Data.Examples;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Models.Layers;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Throughput;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>An update of the default model's training, on noise, in the type that training would choose.</summary>
internal sealed class UpdateTimings(string folder, MachineLimits limits)
{
    private const int BatchSize = 16,
        Backward = 3; // forward, and twice as much backward

    /// <summary>Time and operations of an update; the batch is there already.</summary>
    public TimedOperations Measure()
    {
        using KeptMemory memory = new(); // as during a training
        using DisposeScope scope = NewDisposeScope();
        ScalarType type = WorkingType.Choose(WorkingType.Auto, CPU);
        using NetworkModel model = PipelineLoader.Load(folder);
        model.Network.to(type);
        model.Autoencoder?.to(type);
        DenoiserObjective objective = new(
            new LearningNetwork(model.Network, model.Autoencoder, model.Vocabulary, type, CPU),
            new Noise(model),
            BatchSize,
            new DenoiserObjectiveSettings(model.Prediction)
        );
        using FlatParameters parameters = new(model.Network, type);
        using AdamW optimiser = new(parameters);
        using Generator random = new(1, CPU);
        PictureBatch batch = objective.Prepare(0);
        (WorkOfKind convolutions, WorkOfKind products) = Count(model, objective, batch, random);
        MachineLimits own = limits with { Flops = limits.Flops * FmaPeak.TimesFloat32(type) };
        double seconds = OperationTable.Best(Update, 5);
        return OperationTable.Of($"update of {BatchSize}, {type}", Update, seconds, convolutions, products, own);

        void Update()
        {
            using DisposeScope step = NewDisposeScope();
            parameters.ClearGradient();
            objective.Loss(batch, random).backward();
            optimiser.Step(1, 1e-9, optimiser.GradientNorm(), 0.999);
        }
    }

    private static (WorkOfKind Convolutions, WorkOfKind Products) Count(
        NetworkModel model,
        DenoiserObjective objective,
        PictureBatch batch,
        Generator random
    )
    {
        using DisposeScope scope = NewDisposeScope();
        using LayerWork learned = new(model.Network),
            encoded = new(model.Autoencoder is { } codec ? [codec] : []);
        objective.Loss(batch, random);
        return (Times(learned.Convolutions) + encoded.Convolutions, Times(learned.Products) + encoded.Products);

        static WorkOfKind Times(WorkOfKind work) => new(work.Layers, Backward * work.Flops, Backward * work.Bytes);
    }

    private sealed class Noise(NetworkModel model) : IExampleSource
    {
        public long? Count => null;

        public Example Get(long index)
        {
            (int width, int height) = (model.Defaults.Width, model.Defaults.Height);
            byte[] pixels = new byte[width * height * 3];
            new Random((int)index).NextBytes(pixels);
            return new Example(
                new RgbImage(width, height, pixels),
                model.KnownWords[(int)index % model.KnownWords.Count]
            );
        }
    }
}
