using Hippogriff.Data.Examples;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Benchmarks;

/// <summary>The real training loop on a thread of its own, let go one step at a time.</summary>
internal sealed class SteppedTraining : IDisposable
{
    public const int BatchSize = 16;
    private readonly SemaphoreSlim _go = new(0),
        _done = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("hippogriff-benchmark-").FullName;
    private readonly Thread _thread;
    private Exception? _failure;

    public SteppedTraining(string model, string precision)
    {
        _thread = new Thread(() => Train(model, precision)) { IsBackground = true };
        _thread.Start();
        Wait(); // for the networks
    }

    /// <summary>One step.</summary>
    public void Step()
    {
        _go.Release();
        Wait();
    }

    private void Wait()
    {
        _done.Wait();
        if (_failure is not null)
            throw new InvalidOperationException("The training stopped.", _failure);
    }

    private void Train(string folder, string precision)
    {
        try
        {
            using DisposeScope scope = NewDisposeScope();
            ScalarType type = WorkingType.Choose(precision, CPU);
            using NetworkModel model = PipelineLoader.Load(folder);
            model.Network.to(type);
            model.Autoencoder?.to(type);
            DenoiserObjective real = new(
                new LearningNetwork(model.Network, model.Autoencoder, model.Vocabulary, type, CPU),
                new Noise(model),
                BatchSize,
                new DenoiserObjectiveSettings(model.Prediction)
            );
            TrainingPlan plan = new(
                Steps: 1_000_000,
                Minutes: null,
                new LearningRateSchedule(LearningRate: 1e-6),
                CheckpointMinutes: double.PositiveInfinity
            );
            using TrainingLoop<PictureBatch> loop = new(new Prepared(real), plan, new CheckpointFolder(_folder));
            _done.Release();
            _go.Wait(_stop.Token);
            loop.Run(_ =>
            {
                _done.Release();
                _go.Wait(_stop.Token);
            });
        }
        // thrown out of the loop on purpose: it would write a checkpoint otherwise
        catch (OperationCanceledException) { }
        catch (Exception failure)
        {
            _failure = failure;
            _done.Release();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The objective with one batch, made once: what a step costs, not what pictures do.</summary>
    private sealed class Prepared(DenoiserObjective inner) : IObjective<PictureBatch>
    {
        private readonly PictureBatch _batch = inner.Prepare(0);

        public nn.Module Network => inner.Network;

        public int BatchSize => inner.BatchSize;

        public PictureBatch Prepare(long step) => _batch;

        public Tensor Loss(PictureBatch batch, BatchRandom random) => inner.Loss(batch, random);
    }

    /// <summary>Pictures of coloured noise with captions of known words.</summary>
    private sealed class Noise(NetworkModel model) : IExampleSource
    {
        public long? Count => null;

        public Example Get(long index)
        {
            (int width, int height) = (model.Defaults.Width, model.Defaults.Height);
            Random random = new((int)index);
            byte[] pixels = new byte[width * height * 3];
            random.NextBytes(pixels);
            IReadOnlyList<string> words = model.Vocabulary.Words;
            return new Example(
                new RgbImage(width, height, pixels),
                string.Join(' ', Enumerable.Range(0, 8).Select(_ => words[random.Next(2, words.Count)]))
            );
        }
    }
}
