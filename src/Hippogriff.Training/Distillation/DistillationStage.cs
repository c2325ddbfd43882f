using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Runs;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Distillation;

/// <summary>The only stage of a distillation. It trains the student and publishes it every few minutes.</summary>
internal sealed class DistillationStage(RunFolder<DistillationPlan> run, IExampleSource source, string device)
    : ITrainingStage
{
    private const double PublishMinutes = 4,
        CheckpointMinutes = 2;

    public string Name => "student";

    public double Share => 1;

    public StageEnd Run(TrainingLength? length, StageShare share, CancellationToken cancellationToken)
    {
        using NetworkModel master = Teacher();
        DenoiserConfig design = PipelineLoader.DesignOf(ModelFolder.Find(run.Plan.Teacher));
        ScalarType type = run.TypeOn(master.Device);
        using TextToImageNetwork teacher = Copy(master, design, type),
            student = Copy(master, design, type);
        teacher.eval();
        DistillationObjective objective = new(
            new DistillationTeacher(
                teacher,
                master.Prediction,
                master.Family,
                master.ShapeFor(master.Defaults.Width, master.Defaults.Height)
            ),
            new LearningNetwork(student, null, master.Vocabulary, type, master.Device),
            source,
            run.Plan.Settings
        );
        TrainingPlan plan = new(
            length?.Steps,
            length?.Minutes,
            run.Plan.LearningRateSchedule,
            run.Plan.Seed,
            CheckpointMinutes
        );
        using TrainingLoop<IReadOnlyList<string>> loop = run.LoopOf(this, objective, plan);
        Announce(master, teacher, objective, type);
        // an unreadable one is found before training
        _ = TrainingLog.Of(ModelFolder.Find(run.Plan.Teacher).Path);
        StageRunner runner = run.RunnerOf(NameOf(master), this, PublishMinutes, share);
        if (!runner.Begin(loop))
        {
            using TextToImageNetwork precise = Copy(master, design, ScalarType.Float32);
            loop.BeginWith(precise);
        }
        DistillationSheet sheet = new(master, run.Plan.Settings, source);
        bool finished = runner.Run(loop, _ => Publish(loop, master, design, sheet), cancellationToken);
        if (loop.Leads && loop.State.Step > 0)
            Publish(loop, master, design, sheet);
        return finished ? StageEnd.Done : StageEnd.Stopped;
    }

    private static string NameOf(NetworkModel master) => $"{master.Name}-fast";

    private NetworkModel Teacher()
    {
        NetworkModel master = PipelineLoader.Load(run.Plan.Teacher, new LoadOptions { Device = device });
        try
        {
            if (master.Hash != run.Plan.TeacherHash)
                throw new HippogriffException(
                    $"The teacher '{run.Plan.Teacher}' has changed since the distillation began (hash "
                        + $"{run.Plan.TeacherHash} then, {master.Hash} now); begin a new one.",
                    FaultKind.Incompatible
                );
            if (master.IsGuidanceDistilled)
                throw new HippogriffException(
                    $"The model {master.Name} has been distilled itself; take the model that it was made from."
                );
            return master;
        }
        catch
        {
            master.Dispose();
            throw;
        }
    }

    private void Announce(
        NetworkModel master,
        TextToImageNetwork teacher,
        DistillationObjective objective,
        ScalarType type
    )
    {
        DistillationSettings lessons = run.Plan.Settings;
        run.Observer.Stage(
            Name,
            FormattableString.Invariant(
                $"learns to draw in {Counted.Of(lessons.Steps, "step")} what {master.Name} draws in "
            )
                + FormattableString.Invariant(
                    $"{lessons.Steps * lessons.Substeps} with guidance {lessons.Guidance}; {type}, "
                )
                + $"{objective.BatchSize} lessons an update"
        );
        foreach (
            string diagnostic in CaptionReading
                .Of(source, master.Vocabulary, teacher.TextEncoder.Config.Length)
                .Diagnostics($"model {master.Name}")
        )
            run.Observer.Note(diagnostic);
    }

    /// <summary>Writes the averaged student as a model, with its teacher's log, and a sheet of both.</summary>
    private void Publish(
        TrainingLoop<IReadOnlyList<string>> loop,
        NetworkModel master,
        DenoiserConfig design,
        DistillationSheet sheet
    )
    {
        using TextToImageNetwork averaged = Copy(master, design, ScalarType.Float32);
        loop.Parameters.CopyTo(averaged, loop.Optimiser.Average);
        averaged.eval();
        NetworkModel model = new(
            NameOf(master),
            "training",
            master.Defaults with
            {
                Steps = run.Plan.Settings.Steps,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 1,
                GuidanceInterval = null,
            },
            new NetworkParts(master.Vocabulary, averaged, master.Autoencoder, master.Prediction)
            {
                IsGuidanceDistilled = true,
            }
        );
        PipelineLoader.Save(run.At(ModelFolder.OfRun), model, design, ScalarType.Float16);
        TrainingLog log = TrainingLog.Of(ModelFolder.Find(run.Plan.Teacher).Path);
        if (log.Stretches.Count > 0)
            log.Save(run.At(ModelFolder.OfRun));
        string path = Path.Combine(run.At("sheets"), $"step-{loop.State.Step:D7}.png");
        double difference = sheet.Write(path, model, loop.State.Step);
        run.Observer.Note($"Wrote {path}");
        run.Observer.Note(
            string.Create(
                CultureInfo.InvariantCulture,
                $"At update {loop.State.Step:N0}: the student's pictures differ from the teacher's by "
                    + $"{difference:0.0} of 255 (root mean square)."
            )
        );
    }

    /// <summary>A network of the teacher's design with its weights; lives until it is disposed.</summary>
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
