using Hippogriff.Data.Examples;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Tests.Models;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

[Collection(nameof(Alone))]
public sealed partial class TrainingLoopTests : IDisposable
{
    private static readonly Vocabulary words = Vocabulary.From(["a red square", "a green square", "a blue square"]);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static TrainingPlan Plan(long steps, double checkpointMinutes = 60, double rate = 0.01) =>
        new(steps, null, new LearningRateSchedule(rate, 4), 5, checkpointMinutes);

    private TrainingLoop<float[]> Line(LineObjective objective, TrainingPlan plan) =>
        new(objective, plan, new CheckpointFolder(_folder.Path));

    private static DenoiserObjective Denoiser(string design, ScalarType type)
    {
        TextToImageNetwork network = TinyNetworks.Seeded(
            new TextToImageNetwork(
                new TextEncoder(
                    new TextEncoderConfig(words.Words.Count, TinyNetworks.TextLength, TinyNetworks.TextWidth, 1)
                ),
                TinyNetworks.Config(design).Build()
            )
        );
        network.to(type);
        return new DenoiserObjective(
            new LearningNetwork(network, null, words, type, CPU),
            new ColourSource(),
            4,
            new DenoiserObjectiveSettings()
        );
    }

    [Theory]
    [InlineData("u_net")]
    [InlineData("transformer")]
    public void The_loss_falls(string design)
    {
        List<double> losses = [];
        DenoiserObjective objective = Denoiser(design, ScalarType.Float32);
        using TrainingLoop<PictureBatch> loop = new(objective, Plan(40), new CheckpointFolder(_folder.Path));
        Assert.True(loop.Run(p => losses.Add(p.Loss)));
        Assert.Equal(40, losses.Count);
        Assert.True(
            losses[^10..].Average() < 0.6 * losses[..5].Average(),
            $"{losses[..5].Average()} to {losses[^10..].Average()}"
        );
        objective.Network.Dispose();
    }

    public static TheoryData<string, ScalarType> Resumed =>
        new()
        {
            { "u_net", ScalarType.Float32 },
            { "hourglass", ScalarType.Float32 },
            { "transformer", ScalarType.BFloat16 },
        };

    [Theory, MemberData(nameof(Resumed))]
    public void A_run_in_two_pieces_ends_bit_equal_to_one_in_one(string design, ScalarType type)
    {
        List<double> whole = [],
            pieces = [];
        using TemporaryFolder other = new();
        DenoiserObjective first = Denoiser(design, type),
            second = Denoiser(design, type),
            third = Denoiser(design, type);
        using (
            nn.Module a = first.Network,
                b = second.Network,
                c = third.Network
        )
        {
            using TrainingLoop<PictureBatch> uninterrupted = new(first, Plan(12), new CheckpointFolder(other.Path));
            Assert.True(uninterrupted.Run(p => whole.Add(p.Loss)));

            using CancellationTokenSource stop = new();
            using (TrainingLoop<PictureBatch> begun = new(second, Plan(12), new CheckpointFolder(_folder.Path)))
            {
                Assert.False(begun.Resume());
                Assert.False(
                    begun.Run(
                        p =>
                        {
                            pieces.Add(p.Loss);
                            if (p.State.Step == 5)
                                stop.Cancel();
                        },
                        stop.Token
                    )
                );
            }
            using (no_grad())
                foreach (Tensor parameter in third.Network.parameters())
                    parameter.fill_(Held(0.5)); // a new process knows nothing
            using TrainingLoop<PictureBatch> resumed = new(third, Plan(12), new CheckpointFolder(_folder.Path));
            Assert.True(resumed.Resume());
            Assert.Equal(5, resumed.State.Step);
            Assert.True(resumed.Run(p => pieces.Add(p.Loss)));

            Assert.Equal(whole, pieces);
            Assert.Equal(uninterrupted.State with { Seconds = 0 }, resumed.State with { Seconds = 0 });
            Equal(uninterrupted.Parameters.Master, resumed.Parameters.Master);
            Equal(uninterrupted.Parameters.Working, resumed.Parameters.Working);
            Equal(uninterrupted.Optimiser.Average, resumed.Optimiser.Average);
            Equal(uninterrupted.Optimiser.FirstMoment, resumed.Optimiser.FirstMoment);
            Equal(uninterrupted.Optimiser.SecondMoment, resumed.Optimiser.SecondMoment);
        }

        static void Equal(Tensor a, Tensor b) => Assert.True(a.bytes.SequenceEqual(b.bytes));
    }

    [Fact]
    public void Cancelling_saves_and_says_that_the_end_was_not_reached()
    {
        using LineObjective objective = new();
        using TrainingLoop<float[]> loop = Line(objective, Plan(100));
        using CancellationTokenSource stop = new();
        Assert.False(
            loop.Run(
                p =>
                {
                    if (p.State.Step == 3)
                        stop.Cancel();
                },
                stop.Token
            )
        );
        Assert.Equal([0, 1, 2], objective.Seen);
        Assert.Equal(["step-000000003.safetensors"], Files());
        Assert.False(loop.Run(cancellationToken: stop.Token));
        Assert.Equal(3, loop.State.Step);
    }

    [Fact]
    public void A_finished_run_does_nothing_more_and_a_longer_plan_goes_on()
    {
        using LineObjective objective = new();
        using (TrainingLoop<float[]> loop = Line(objective, Plan(4)))
        {
            Assert.True(loop.Run());
            Assert.True(loop.Run());
        }
        Assert.Equal([0, 1, 2, 3], objective.Seen);
        using LineObjective later = new();
        using TrainingLoop<float[]> longer = Line(later, Plan(6));
        Assert.True(longer.Resume());
        Assert.True(longer.Run());
        Assert.Equal([4, 5], later.Seen);
        Assert.Equal(48, longer.State.Samples);
    }

    [Fact]
    public void Progress_tells_where_the_run_stands()
    {
        using LineObjective objective = new();
        using TrainingLoop<float[]> loop = Line(objective, Plan(4));
        List<TrainingProgress> heard = [];
        loop.Run(heard.Add);
        Assert.Equal([0.25, 0.5, 0.75, 1], heard.Select(p => p.Progress));
        Assert.Equal([8, 16, 24, 32], heard.Select(p => p.State.Samples));
        Assert.Equal(TimeSpan.Zero, heard[^1].Remaining);
        Assert.All(
            heard,
            p => Assert.True(p.PicturesPerSecond > 0 && p.GradientNorm > 0 && p.LearningRate > 0 && p.Loss > 0)
        );
        Assert.Equal(heard[^1].State, loop.State);
    }

    [Fact]
    public void An_end_in_minutes_counts_the_time_of_all_sessions()
    {
        using LineObjective objective = new();
        using TrainingLoop<float[]> loop = Line(
            objective,
            new TrainingPlan(null, 0.05 / 60, new LearningRateSchedule(0.01, 4), 5)
        ); // 50 ms
        Assert.True(loop.Run());
        Assert.InRange(loop.State.Seconds, 0.05, 5);
        using LineObjective later = new();
        using TrainingLoop<float[]> again = Line(
            later,
            new TrainingPlan(null, 0.05 / 60, new LearningRateSchedule(0.01, 4), 5)
        );
        Assert.True(again.Resume());
        Assert.True(again.Run());
        Assert.Empty(later.Seen);
    }

    [Fact]
    public void The_smoothed_loss_soon_forgets_the_first_ones()
    {
        using LineObjective objective = new() { Factor = step => step == 0 ? 1000 : 1 };
        using TrainingLoop<float[]> loop = Line(objective, Plan(100, rate: 1e-6));
        List<TrainingProgress> heard = [];
        loop.Run(heard.Add);
        Assert.Equal(heard[0].Loss, heard[0].State.SmoothLoss, 1e-9);
        // weights 1 and 2
        Assert.Equal(heard[1].Loss * 2 / 3 + heard[0].Loss / 3, heard[1].State.SmoothLoss, 1e-3 * heard[0].Loss);
        Assert.InRange(loop.State.SmoothLoss / heard.Skip(1).Average(p => p.Loss), 0.8, 1.5);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        using LineObjective objective = new();
        using TrainingLoop<float[]> loop = Line(objective, Plan(12, checkpointMinutes: 0));
        List<long> live = [];
        loop.Run(_ => live.Add(TinyNetworks.Live));
        Assert.Equal(live[3], live[^1]);
    }

    [Fact]
    public void Neighbouring_steps_and_seeds_draw_unrelated_noise()
    {
        long[] seeds =
        [
            .. from seed in Enumerable.Range(0, 20)
            from step in Enumerable.Range(0, 200)
            select TrainingLoop<int>.SeedOf(seed, step),
        ];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        Assert.All(seeds, seed => Assert.True(seed >= 0));
        Assert.InRange(seeds.Count(s => (s & 1) == 0), 1800, 2200);
    }

    private string[] Files() =>
        [.. Directory.GetFiles(_folder.Path).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];
}
