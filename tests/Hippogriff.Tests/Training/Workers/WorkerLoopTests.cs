using Hippogriff.Data.Examples;
using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Workers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training.Workers;

/// <summary>Several workers on one loop, in threads of this process.</summary>
[Collection(nameof(Alone))]
public sealed class WorkerLoopTests : IDisposable
{
    private static readonly Vocabulary words = Vocabulary.From(["a red square", "a green square", "a blue square"]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// The same pictures with the same noise make the same sums, in another order: float32 rounds to 6e-8 of each. Adam
    /// divides by the gradient's size, so a few weights of almost no gradient differ more. A wrong picture or another
    /// noise differs by a good part of the way.
    /// </summary>
    [Theory]
    [InlineData("denoiser")]
    [InlineData("stratified")]
    [InlineData("autoencoder")]
    public void Two_workers_of_four_learn_as_one_of_eight(string kind)
    {
        using Learner begun = new(kind, 8);
        using Tensor start = Flat(begun.Objective.Network);
        Ended one = Train(kind, 8, WorkerPlan.Alone, 6, "one"),
            two = ThreadGroup.Run(2, group => Train(kind, 4, new WorkerPlan(group), 6, $"two{group.Rank}"))[0];
        double way = Distance(one.Weights, start),
            apart = Distance(one.Weights, two.Weights);
        Assert.True(apart < 1e-3 * way, $"{apart / way:G3} of the way");
        Assert.Equal(one.State.Samples, two.State.Samples);
        for (int i = 0; i < 6; i++)
            Assert.Equal(one.Losses[i], two.Losses[i], 1e-4 * one.Losses[i]);
    }

    [Fact]
    public void All_workers_have_the_same_bits_and_only_the_first_writes()
    {
        Ended[] ended = ThreadGroup.Run(3, group => Train("denoiser", 2, new WorkerPlan(group), 4, $"{group.Rank}"));
        Assert.All(ended, other => Assert.True(TinyNetworks.Same(ended[0].Weights, other.Weights)));
        Assert.All(ended, other => Assert.Equal(ended[0].Losses, other.Losses));
        Assert.Equal(4, new CheckpointFolder(_folder.In("0")).NewestState()!.Step);
        Assert.False(Directory.Exists(_folder.In("1")) || Directory.Exists(_folder.In("2")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_stopped_run_of_two_workers_goes_on_bit_equal(int every)
    {
        Ended whole = Together("whole", 12, stopAt: null)[0];
        Ended[] stopped = Together("pieces", 12, stopAt: 4); // the second worker is asked to stop
        Assert.All(stopped, one => Assert.False(one.Finished));
        Assert.Equal(every == 1 ? 4 : 6, stopped[0].State.Step);
        Ended resumed = Together("pieces", 12, stopAt: null)[0];
        Assert.Equal(whole.State with { Seconds = 0 }, resumed.State with { Seconds = 0 });
        Assert.True(TinyNetworks.Same(whole.Weights, resumed.Weights));
        Assert.True(TinyNetworks.Same(whole.Average, resumed.Average));
        Assert.Null(resumed.Remark);

        Ended[] Together(string name, int steps, int? stopAt) =>
            ThreadGroup.Run(
                2,
                group =>
                    Train("denoiser", 4, new WorkerPlan(group, every), steps, name, group.Rank == 1 ? stopAt : null)
            );
    }

    [Fact]
    public void Between_averages_workers_learn_by_themselves_and_have_the_same_bits_afterwards()
    {
        float[][] seen = new float[2][];
        Ended[] ended = ThreadGroup.Run(
            2,
            group =>
                Train(
                    "denoiser",
                    4,
                    new WorkerPlan(group, AverageEvery: 4),
                    8,
                    $"{group.Rank}",
                    onStep: (loop, progress) =>
                    {
                        Assert.Equal(progress.State.Step % 4 == 0, progress.IsShared);
                        if (progress.State.Step == 3)
                            seen[group.Rank] = loop.Parameters.Master.data<float>().ToArray();
                    }
                )
        );
        Assert.NotEqual(seen[0], seen[1]);
        Assert.True(TinyNetworks.Same(ended[0].Weights, ended[1].Weights));
        Assert.Equal(ended[0].State, ended[1].State);
        Assert.Equal((2, 4), (ended[0].State.Workers, ended[0].State.AverageEvery));
    }

    [Fact]
    public void Other_workers_than_before_take_the_pictures_that_come_next_and_it_is_said()
    {
        ThreadGroup.Run(2, group => Train("denoiser", 4, new WorkerPlan(group), 6, "run"));
        List<long> taken = [];
        Ended alone = Train("denoiser", 4, WorkerPlan.Alone, 8, "run", taken: taken);
        Assert.Equal([12, 13], taken.Order().Take(2)); // 2 * 6 batches were seen
        Assert.Contains("2 workers", alone.Remark, StringComparison.Ordinal);
        Assert.Equal(2 * 6 * 4 + 2 * 4, alone.State.Samples);
    }

    [Fact]
    public void A_loss_that_is_no_number_in_one_worker_ends_all_before_a_weight_changes()
    {
        HippogriffException fault = Assert.Throws<HippogriffException>(() =>
            ThreadGroup.Run(
                2,
                group =>
                {
                    using LineObjective objective = new() { Factor = _ => group.Rank == 1 ? double.NaN : 1 };
                    using TrainingLoop<float[]> loop = new(
                        objective,
                        Plan(9),
                        new CheckpointFolder(_folder.In("line")),
                        workers: new WorkerPlan(group)
                    );
                    return loop.Run();
                }
            )
        );
        Assert.Contains("step 1", fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("line")));
    }

    [Fact]
    public void Other_data_in_a_worker_are_refused()
    {
        HippogriffException fault = Assert.Throws<HippogriffException>(() =>
            ThreadGroup.Run(
                2,
                group =>
                {
                    WorkerData.RequireSame(new WorkerPlan(group), new ColourSource(16 + group.Rank));
                    return 0;
                }
            )
        );
        Assert.Equal(FaultKind.Incompatible, fault.Kind);
        ThreadGroup.Run(
            2,
            group =>
            {
                WorkerData.RequireSame(new WorkerPlan(group), new ColourSource());
                return 0;
            }
        );
    }

    private static TrainingPlan Plan(long steps) => new(steps, null, new LearningRateSchedule(0.002, 2), 5, 60);

    private Ended Train(
        string kind,
        int batch,
        WorkerPlan workers,
        int steps,
        string name,
        int? stopAt = null,
        Action<TrainingLoop<PictureBatch>, TrainingProgress>? onStep = null,
        List<long>? taken = null
    )
    {
        using Learner learner = new(kind, batch) { Taken = taken };
        using TrainingLoop<PictureBatch> loop = new(
            learner,
            Plan(steps),
            new CheckpointFolder(_folder.In(name)),
            workers: workers
        );
        loop.Resume();
        List<double> losses = [];
        using CancellationTokenSource stop = new();
        bool finished = loop.Run(
            progress =>
            {
                losses.Add(progress.Loss);
                onStep?.Invoke(loop, progress);
                if (progress.State.Step == stopAt)
                    stop.Cancel();
            },
            stop.Token
        );
        return new Ended(
            finished,
            loop.State,
            losses,
            loop.Parameters.Master.clone().DetachFromDisposeScope(),
            loop.Optimiser.Average.clone().DetachFromDisposeScope(),
            loop.OtherWorkers
        );
    }

    private static Tensor Flat(nn.Module network)
    {
        using FlatParameters flat = new(network, ScalarType.Float32);
        return flat.Master.clone().DetachFromDisposeScope();
    }

    private static double Distance(Tensor a, Tensor b)
    {
        using Tensor difference = a - b;
        using Tensor norm = difference.norm();
        return norm.item<float>();
    }

    private sealed record Ended(
        bool Finished,
        TrainingState State,
        List<double> Losses,
        Tensor Weights,
        Tensor Average,
        string? Remark
    );

    /// <summary>A tiny network and its task.</summary>
    private sealed class Learner : IObjective<PictureBatch>, IDisposable
    {
        public Learner(string kind, int batch)
        {
            Objective = Make(kind, batch);
            BatchSize = batch;
        }

        public IObjective<PictureBatch> Objective { get; }

        public List<long>? Taken { get; init; }

        public nn.Module Network => Objective.Network;

        public int BatchSize { get; }

        public PictureBatch Prepare(long step)
        {
            if (Taken is not null)
                lock (Taken)
                    Taken.Add(step);
            return Objective.Prepare(step);
        }

        public Tensor Loss(PictureBatch batch, BatchRandom random) => Objective.Loss(batch, random);

        public void Dispose() => Objective.Network.Dispose();

        private static IObjective<PictureBatch> Make(string kind, int batch)
        {
            lock (words) // the seed is the process's
            {
                if (kind == "autoencoder")
                    return new AutoencoderObjective(
                        TinyNetworks.Seeded(new Autoencoder(new AutoencoderConfig(4, [16, 16]))),
                        new ColourSource(),
                        batch,
                        0.1,
                        ScalarType.Float32
                    );
                TextEncoderConfig text = new(words.Words.Count, TinyNetworks.TextLength, TinyNetworks.TextWidth, 1);
                TextToImageNetwork network = TinyNetworks.Seeded(
                    new TextToImageNetwork(new TextEncoder(text), TinyNetworks.Config("u_net").Build())
                );
                return new DenoiserObjective(
                    new LearningNetwork(network, null, words, ScalarType.Float32, CPU),
                    new ColourSource(),
                    batch,
                    kind == "stratified"
                        ? new DenoiserObjectiveSettings(Stratified: true, LayoutShare: 0.3)
                        : new DenoiserObjectiveSettings()
                );
            }
        }
    }
}
