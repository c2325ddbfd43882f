using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Models;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training.Distillation;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

[Collection(nameof(Alone))]
public sealed partial class DistillationTests : IDisposable
{
    private static readonly long[] s_shape = [3, 16, 16];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static DistillationObjective Objective(
        NetworkModel teacher,
        TextToImageNetwork student,
        DistillationSettings settings
    ) =>
        new(
            new DistillationTeacher(teacher.Network, teacher.Prediction, teacher.Family, s_shape),
            new LearningNetwork(student, null, teacher.Vocabulary, ScalarType.Float32, CPU),
            new ColourSource(),
            settings
        );

    [Theory]
    [InlineData(Prediction.Sample, 0, 1)]
    [InlineData(Prediction.Sample, 0.2, 0.9)]
    [InlineData(Prediction.Flow, 0, 1)]
    public void The_lessons_are_the_stations_of_the_very_walk_that_draws_a_picture(
        Prediction prediction,
        double low,
        double high
    )
    {
        using IDisposable noGradient = no_grad();
        using NetworkModel teacher = TinyModel.Create(prediction: prediction),
            student = TinyModel.Create(prediction: prediction);
        using DisposeScope scope = NewDisposeScope();
        DistillationSettings settings = new(
            Steps: 3,
            Substeps: 2,
            Guidance: 2.5,
            Prompts: 1,
            GuidanceInterval: new GuidanceInterval(low, high)
        );
        DistillationObjective objective = Objective(teacher, student.Network, settings);
        using Generator random = new(9, CPU),
            same = new(9, CPU);
        Tensor words = teacher.Vocabulary.Encode(["a red square"], TinyNetworks.TextLength);
        (Tensor noisy, Tensor sigma, Tensor goal) = objective.Lessons(words, random);
        Tensor start = randn([1, .. s_shape], generator: same);
        double[] levels = ScheduleRegistry.Default.Get("uniform")(teacher.Family, 6);
        Denoiser guided = Interval.WithInterval(
            ClassifierFree.Apply(teacher.For("", "a red square"), 2.5, 0),
            teacher.For("a red square"),
            new SigmaInterval(low, high)
        );
        Tensor end = SamplerRegistry.Default.Get("euler")(
            guided,
            start,
            levels,
            new SamplerContext(teacher.Family, () => throw new InvalidOperationException())
        );
        Assert.Equal(
            [1f, 2 / 3f, 1 / 3f],
            sigma
                .data<float>()
                .Select(s => (float)Math.Round(s, 6))
                .Select(s =>
                    s == 0.666667f ? 2 / 3f
                    : s == 0.333333f ? 1 / 3f
                    : s
                )
        );
        Assert.True(TinyNetworks.LargestDifference(start[0], noisy[0]) < 1e-6);
        // one straight step by the goal leads to the next station, and in the end to the picture
        for (int k = 0; k < 3; k++)
        {
            double s = 1 - k / 3.0,
                next = 1 - (k + 1) / 3.0;
            Tensor reached = noisy[k].Plus(Held((next - s) / s) * (noisy[k] - goal[k]));
            Assert.True(TinyNetworks.LargestDifference(reached, k < 2 ? noisy[k + 1] : end[0]) < 1e-4, $"step {k}");
        }
    }

    [Fact]
    public void Who_can_do_all_that_is_asked_already_has_nothing_to_learn()
    {
        using NetworkModel teacher = TinyModel.Create(),
            student = TinyModel.Create();
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new(3, CPU);
        DistillationObjective easy = Objective(
            teacher,
            student.Network,
            new DistillationSettings(Steps: 4, Substeps: 1, Guidance: 1, Prompts: 2)
        );
        Assert.Equal(0, easy.Loss(easy.Prepare(0), random).item<float>(), 1e-6);
        DistillationObjective hard = Objective(
            teacher,
            student.Network,
            new DistillationSettings(Steps: 4, Substeps: 1, Guidance: 3, Prompts: 2)
        );
        Assert.True(hard.Loss(hard.Prepare(0), random).item<float>() > 1e-3);
        Assert.Equal(8, hard.BatchSize);
    }

    private string Teacher()
    {
        string folder = _folder.In("teacher");
        if (Directory.Exists(folder))
            return folder;
        using NetworkModel model = TinyModel.Create();
        PipelineLoader.Save(folder, model, TinyNetworks.Config("u_net"), ScalarType.Float32);
        return folder;
    }

    private DistillationPlan Plan()
    {
        using NetworkModel teacher = PipelineLoader.Load(Teacher());
        return new DistillationPlan(
            Teacher(),
            teacher.Hash,
            new DistillationSettings(Steps: 2, Substeps: 2, Guidance: 2, Prompts: 2),
            new LearningRateSchedule(0.003, 5),
            4
        );
    }

    private static TrainingLength Steps(long steps) => new(steps, null);

    [Fact]
    public void A_student_comes_nearer_to_its_teacher_and_says_how_near()
    {
        Watcher watcher = new();
        Assert.True(
            DistillationRun
                .Begin(Plan(), new ColourSource(), _folder.In("run"), "cpu", watcher)
                .Train(Steps(60), default)
        );
        Assert.True(
            watcher.Steps.TakeLast(10).Average(s => s.Loss) < 0.7 * watcher.Steps.Take(5).Average(s => s.Loss),
            string.Join(' ', watcher.Steps.Select(s => s.Loss))
        );
        Assert.Contains(watcher.Notes, note => note.Contains("differ from the teacher's", StringComparison.Ordinal));
        Assert.True(File.Exists(_folder.In("run/sheets/step-0000060.png")));
        using NetworkModel fast = PipelineLoader.Load(_folder.In("run/model"));
        Assert.True(fast.IsGuidanceDistilled);
        Assert.Equal(
            (2, "euler", "uniform", 1.0),
            (fast.Defaults.Steps, fast.Defaults.Sampler, fast.Defaults.Schedule, fast.Defaults.Guidance)
        );
        Assert.Equal(16, TextToImage.Draw(fast, TinyModel.Settings("red", 1, guidance: 1, steps: 2), 1)[0].Image.Width);
    }

    [Fact]
    public void A_stopped_distillation_goes_on_to_the_same_weights()
    {
        using CancellationTokenSource stop = new();
        Assert.True(
            DistillationRun
                .Begin(Plan(), new ColourSource(), _folder.In("whole"), "cpu", new Watcher())
                .Train(Steps(6), default)
        );
        Assert.False(
            DistillationRun
                .Begin(
                    Plan(),
                    new ColourSource(),
                    _folder.In("cut"),
                    "cpu",
                    new Watcher
                    {
                        OnStep = p =>
                        {
                            if (p.State.Step == 2)
                                stop.Cancel();
                        },
                    }
                )
                .Train(Steps(6), stop.Token)
        );
        Assert.True(
            DistillationRun.Resume(new ColourSource(), _folder.In("cut"), "cpu", new Watcher()).Train(Steps(6), default)
        );
        Assert.Equal(
            File.ReadAllBytes(_folder.In("whole/model/denoiser/model.safetensors")),
            File.ReadAllBytes(_folder.In("cut/model/denoiser/model.safetensors"))
        );
    }
}
