using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>The settings of a distillation; <c>distillation.json</c> in its folder.</summary>
/// <param name="Teacher">Folder of the teacher.</param>
/// <param name="TeacherHash">Its hash, so that a resumed run uses the same teacher.</param>
/// <param name="Settings">Settings of the objective.</param>
/// <param name="LearningRateSchedule">Learning rate and average.</param>
/// <param name="Seed">Seed of noise and prompts.</param>
/// <param name="Precision">auto, float32 or bfloat16; auto is resolved at the start of a run.</param>
public sealed record DistillationPlan(
    string Teacher,
    string TeacherHash,
    DistillationSettings Settings,
    [property: JsonPropertyName("pace")] LearningRateSchedule LearningRateSchedule,
    long Seed = 1,
    string Precision = WorkingType.Auto
);

/// <summary>
/// Distils a model to fewer steps without guidance. The folder has <c>distillation.json</c>, <c>student/</c> with
/// checkpoints and curves, <c>sheets/</c> and <c>model/</c>.
/// </summary>
public sealed class DistillationRun
{
    private const string PlanFile = "distillation.json";
    private const double PublishMinutes = 4,
        CheckpointMinutes = 2;
    private const int SheetPictures = 8;
    private const long SheetSeed = 7;
    private DistillationPlan _plan;
    private readonly IExampleSource _source;
    private readonly string _folder;
    private readonly string _device;
    private readonly ITrainingObserver _observer;

    private DistillationRun(
        DistillationPlan plan,
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer
    ) => (_plan, _source, _folder, _device, _observer) = (plan, source, folder, device, observer);

    /// <summary>Begins a run in an empty or new folder.</summary>
    /// <exception cref="HippogriffException">The folder is not empty.</exception>
    public static DistillationRun Begin(
        DistillationPlan plan,
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer
    )
    {
        if (File.Exists(Path.Combine(folder, PlanFile)))
            throw new HippogriffException(
                $"'{folder}' holds a distillation already; add --resume to go on with it, or choose another folder."
            );
        RunLock.RequireEmpty(folder, "the distillation");
        DistillationRun run = new(plan, source, folder, device, observer);
        run.Keep();
        return run;
    }

    /// <summary>Resumes the run in <paramref name="folder"/>.</summary>
    /// <exception cref="HippogriffException">There is no run, or its plan cannot be read.</exception>
    public static DistillationRun Resume(
        IExampleSource source,
        string folder,
        string device,
        ITrainingObserver observer
    )
    {
        string file = Path.Combine(folder, PlanFile);
        if (!File.Exists(file))
            throw new HippogriffException(
                $"'{folder}' holds no distillation to resume; leave --resume out to begin one.",
                FaultKind.NotFound
            );
        return new DistillationRun(
            JsonText.ReadFile<DistillationPlan>(file, ModelIndex.Json, fault => $"'{file}' cannot be read: {fault}."),
            source,
            folder,
            device,
            observer
        );
    }

    /// <summary>Trains to the end or until cancelled.</summary>
    /// <returns>True when the end was reached.</returns>
    /// <exception cref="HippogriffException">The teacher has changed or is distilled, the run diverged, or a file
    /// cannot be written.</exception>
    public bool Train(TrainingLength length, CancellationToken cancellation)
    {
        using RunLock held = RunLock.Take(_folder);
        using NetworkModel master = PipelineLoader.Load(_plan.Teacher, new LoadOptions { Device = _device });
        if (master.Hash != _plan.TeacherHash)
            throw new HippogriffException(
                $"The teacher '{_plan.Teacher}' has changed since the distillation began (hash "
                    + $"{_plan.TeacherHash} then, {master.Hash} now); begin a new one.",
                FaultKind.Incompatible
            );
        if (master.IsGuidanceDistilled)
            throw new HippogriffException(
                $"The model {master.Name} has been distilled itself; take the model that it was made from."
            );
        DenoiserConfig design = PipelineLoader.DesignOf(ModelFolder.Find(_plan.Teacher));
        if (_plan.Precision == WorkingType.Auto)
        {
            _plan = _plan with { Precision = WorkingType.Resolve(_plan.Precision, master.Device) };
            Keep();
        }
        if (WorkingType.Remark(_plan.Precision, master.Device) is { } slow)
            _observer.Note(slow);
        ScalarType type = WorkingType.Choose(_plan.Precision, master.Device);
        using TextToImageNetwork teacher = Copy(master, design, type),
            student = Copy(master, design, type);
        teacher.eval();
        GenerationDefaults d = master.Defaults;
        DistillationObjective objective = new(
            teacher,
            student,
            master.Vocabulary,
            master.Prediction,
            master.Family,
            _source,
            master.ShapeFor(d.Width, d.Height),
            _plan.Settings,
            type,
            master.Device
        );
        using TrainingLoop<IReadOnlyList<string>> loop = new(
            objective,
            new TrainingPlan(length.Steps, length.Minutes, _plan.LearningRateSchedule, _plan.Seed, CheckpointMinutes),
            new CheckpointFolder(Path.Combine(_folder, "student"))
        );
        string name = $"{master.Name}-fast";
        _observer.Stage(
            "student",
            FormattableString.Invariant(
                $"learns to draw in {Counted.Of(_plan.Settings.Steps, "step")} what {master.Name} draws in {_plan.Settings.Steps * _plan.Settings.Substeps} with guidance {_plan.Settings.Guidance}; {type}, {objective.BatchSize} lessons an update"
            )
        );
        foreach (
            string diagnostic in CaptionReading
                .Of(_source, master.Vocabulary, teacher.TextEncoder.Config.Length)
                .Diagnostics($"model {master.Name}")
        )
            _observer.Note(diagnostic);
        // an unreadable one is found before training
        _ = TrainingLog.Of(ModelFolder.Find(_plan.Teacher).Path);
        StageRunner runner = new(name, "student", Path.Combine(_folder, "student"), _observer, PublishMinutes);
        if (!runner.Begin(loop))
        {
            using TextToImageNetwork precise = Copy(master, design, ScalarType.Float32);
            loop.BeginWith(precise);
        }
        IReadOnlyList<string> prompts =
        [
            .. Enumerable.Range(0, SheetPictures).Select(i => _source.Get((1L << 40) + i).Caption),
        ];
        IReadOnlyList<RgbImage> goals = Draw(master, _plan.Settings, prompts);
        bool finished = runner.Run(loop, _ => Publish(), cancellation);
        if (loop.State.Step > 0)
            Publish();
        return finished;

        void Publish()
        {
            using TextToImageNetwork averaged = Copy(master, design, ScalarType.Float32);
            loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
            averaged.eval();
            NetworkModel model = new(
                name,
                "training",
                d with
                {
                    Steps = _plan.Settings.Steps,
                    Sampler = "euler",
                    Schedule = "uniform",
                    Guidance = 1,
                    GuidanceInterval = null,
                },
                master.Vocabulary,
                averaged,
                master.Autoencoder,
                master.Prediction,
                guidanceDistilled: true
            );
            PipelineLoader.Save(Path.Combine(_folder, ModelFolder.OfRun), model, design, ScalarType.Float16);
            TrainingLog log = TrainingLog.Of(ModelFolder.Find(_plan.Teacher).Path);
            if (log.Stretches.Count > 0)
                log.Save(Path.Combine(_folder, ModelFolder.OfRun));
            IReadOnlyList<RgbImage> drawn = Draw(model, _plan.Settings, prompts);
            string sheet = Path.Combine(_folder, "sheets", $"step-{loop.State.Step:D7}.png");
            SheetPicture[] cells =
            [
                .. goals.Zip(prompts, (image, prompt) => new SheetPicture(image, $"teacher: {prompt}")),
                .. drawn.Zip(prompts, (image, prompt) => new SheetPicture(image, $"student: {prompt}")),
            ];
            PngFile.Write(
                sheet,
                ContactSheet.Grid(
                    cells,
                    columns: SheetPictures,
                    title: FormattableString.Invariant(
                        $"{name}, step {loop.State.Step:N0}: above the teacher, below the student"
                    )
                ),
                generated: true
            );
            _observer.Note($"Wrote {sheet}");
            _observer.Note(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"At update {loop.State.Step:N0}: the student's pictures differ from the teacher's by "
                        + $"{Difference(goals, drawn):0.0} of 255 (root mean square)."
                )
            );
        }
    }

    /// <summary>Pictures of a model with default settings; the teacher uses its distilled guidance.</summary>
    internal static IReadOnlyList<RgbImage> Draw(
        NetworkModel model,
        DistillationSettings lessons,
        IReadOnlyList<string> prompts
    ) =>
        [
            .. prompts.Select(
                (prompt, i) =>
                    TextToImage.Draw(model, Settings(model, lessons, prompt, SheetSeed + i), count: 1)[0].Image
            ),
        ];

    private static GenerationSettings Settings(
        NetworkModel model,
        DistillationSettings lessons,
        string prompt,
        long seed
    )
    {
        GenerationSettings defaults = RequestCheck.Default(model, prompt, seed);
        return model.IsGuidanceDistilled
            ? defaults
            : defaults with
            {
                Guidance = lessons.Guidance,
                GuidanceInterval = lessons.GuidanceInterval ?? GuidanceInterval.Whole,
            };
    }

    internal static double Difference(IReadOnlyList<RgbImage> first, IReadOnlyList<RgbImage> second) =>
        Math.Sqrt(
            first
                .Zip(second)
                .SelectMany(pair => pair.First.Pixels.Zip(pair.Second.Pixels, (a, b) => (double)(a - b) * (a - b)))
                .Average()
        );

    private void Keep() =>
        AtomicFile.Write(Path.Combine(_folder, PlanFile), JsonSerializer.SerializeToUtf8Bytes(_plan, ModelIndex.Json));

    /// <summary>A copy of the teacher's network and weights; the caller disposes it.</summary>
    private static TextToImageNetwork Copy(NetworkModel master, DenoiserConfig design, ScalarType type) =>
        FreshModule.Make(
            () =>
            {
                TextToImageNetwork network = new(new TextEncoder(master.Network.TextEncoder.Config), design.Build());
                WarmStart.Take(network, master);
                return network;
            },
            master.Device,
            type
        );
}
