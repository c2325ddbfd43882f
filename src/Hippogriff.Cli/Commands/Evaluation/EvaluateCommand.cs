using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Devices;
using Hippogriff.Evaluation;
using Hippogriff.Pipelines;
using Hippogriff.Texts;
using Hippogriff.Training;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>
/// <c>hippogriff evaluate</c>: measures how often a model draws what was asked, with a judge trained separately on
/// composed scenes.
/// </summary>
internal static class EvaluateCommand
{
    public static Command Build(CommandHost host)
    {
        EvaluateOptions options = new();
        DocumentedCommand command = new(
            "evaluate",
            "Measure how often a model draws what was asked for: things, numbers, colours, places, looks, doings.",
            "hippogriff evaluate --data sprites --quick",
            "hippogriff evaluate --data sprites --model runs/mine/model --report out/report",
            "hippogriff evaluate --data sprites --quick --lora my-dog.safetensors --own more-of-my-dog",
            "hippogriff evaluate --data sprites --validation --only counting --guidance 3 --json"
        );
        options.AddTo(command);
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, EvaluateChoices choices, CancellationToken stop)
    {
        // what cannot be is refused before minutes of drawing
        SpriteLibrary sprites = SpritesOf(host, choices);
        choices.Plan.Require(choices.World, sprites);
        if (choices.Report is { } folder)
            Probe(folder);
        IReadOnlyList<Example>? newThing = NewThingOf(choices, stop);
        await using IDiffusionPipeline pipeline = await host.OpenPipeline(
            new WantedPipeline(choices.Model, choices.Device),
            stop
        );
        int upsampled = Upsampled(pipeline.Facts, choices.World);
        EvaluationDrawing drawing = new(pipeline, choices.Request);
        GenerationSettings settings = drawing.Settings;
        using Judge judge = JudgeOf(host, choices, sprites, stop);

        long started = host.Clock.GetTimestamp();
        EvaluationScoring scoring = new(host, choices, sprites, judge, drawing) { Upsampled = upsampled };
        EvaluationResult result = scoring.Prompts(stop);
        if (newThing is not null && result.IsWhole)
            result = result with { Own = scoring.NewThing(newThing, stop) };
        if (choices.Steer is { } run && result.IsWhole)
            Steer(host, run, result);
        result = result with { Diagnosis = await DiagnosisOfAsync(pipeline, choices, sprites) };
        double seconds = host.Clock.GetElapsedTime(started).TotalSeconds;

        EvaluationOutcome outcome = new(settings.Model, pipeline.Hash, judge.Hash, settings, result, seconds);
        return Tell(host, choices, Reported(choices, sprites, outcome), drawing.Readings);
    }

    private static SpriteLibrary SpritesOf(CommandHost host, EvaluateChoices choices)
    {
        SpriteLibrary sprites = SpriteLibrary.Open(choices.Data, choices.World);
        if (sprites.Missing.Count > 0)
            host.Terminal.Error.WriteLine(
                $"The folder has no artwork for {string.Join(", ", sprites.Missing)}; nothing is asked about them."
            );
        return sprites;
    }

    /// <summary>Pictures of the new thing, whose captions are prompts; null if none is asked about.</summary>
    private static IReadOnlyList<Example>? NewThingOf(EvaluateChoices choices, CancellationToken stop)
    {
        if (choices.Own is not { } own)
            return null;
        IReadOnlyList<Example> examples = OwnThing.Read(own, choices.World.PictureSize, stop);
        foreach (Example example in examples)
            GenerationFields.Require(choices.Request with { Prompt = example.Caption });
        return examples;
    }

    /// <summary>Ratio of the model's picture size to the judge's input size.</summary>
    private static int Upsampled(ModelFacts model, SceneWorld world) =>
        model.Defaults.Width == model.Defaults.Height && model.Defaults.Width % world.PictureSize == 0
            ? model.Defaults.Width / world.PictureSize
            : throw new HippogriffException(
                $"The model {model.Name} draws {model.Defaults.Width}x{model.Defaults.Height} pixels; the judge needs "
                    + $"{world.PictureSize}x{world.PictureSize} (pictureSize in the world) or a whole multiple."
            );

    /// <summary>Creates the report's folder, so that an unwritable place is found before minutes of sampling.</summary>
    private static void Probe(string folder)
    {
        if (File.Exists(folder))
            throw new HippogriffException($"--report takes a folder, and '{folder}' is a file.");
        new OutputNames(folder + Path.DirectorySeparatorChar, folder, "--report").Probe();
    }

    /// <summary>The named judge, else the one that is shipped for the world, else one that is trained.</summary>
    private static Judge JudgeOf(
        CommandHost host,
        EvaluateChoices choices,
        SpriteLibrary sprites,
        CancellationToken stop
    )
    {
        string folder =
            (choices.Judge is { } named ? InstalledModels.FolderOf(InstalledModels.Judge, named) : null)
            ?? JudgeFolder.Shipped(choices.World)
            ?? Path.Combine(host.OutFolder, "judge");
        return JudgeTraining.Make(
                choices.World,
                sprites,
                new JudgePlan(folder, DeviceChoice.Parse(choices.Device)),
                new TrainingLines(host.Terminal.Error, host.Clock),
                stop
            ) ?? throw new OperationCanceledException(stop);
    }

    /// <summary>Leads the scenes of a run by what was missed, from its next picture on.</summary>
    private static void Steer(CommandHost host, string run, EvaluationResult result)
    {
        SteeringTable? before = SteeringFile.Of(run).Tables.LastOrDefault();
        SteeringTable table = SteeringErrors.Table(result.Pictures, SteeringFile.NextPicture(run), before);
        SteeringFile.Add(run, table);
        host.Terminal.Error.WriteLine(
            $"Wrote {Path.Combine(run, SteeringFile.FileName)}: {Counted.Of(table.Things.Count, "thing")} and "
                + $"{Counted.Of(table.Looks.Count, "look")} from picture {table.FromPicture} on."
        );
    }

    /// <summary>What the model misses; also after the drawing was stopped.</summary>
    private static Task<ModelDiagnosis> DiagnosisOfAsync(
        IDiffusionPipeline pipeline,
        EvaluateChoices choices,
        SpriteLibrary sprites
    ) =>
        pipeline.RunAsync(
            (model, _) =>
            {
                using IDisposable? changed = model.Adapt(choices.Request.Loras ?? []);
                return ModelDiagnosis.Of(model, choices.World, sprites);
            },
            CancellationToken.None
        );

    private static EvaluationOutcome Reported(
        EvaluateChoices choices,
        SpriteLibrary sprites,
        EvaluationOutcome outcome
    ) =>
        choices.Report is not { } folder
            ? outcome
            : outcome with
            {
                Report = EvaluationReport.Write(
                    folder,
                    outcome.Result,
                    outcome.Heading,
                    new SceneComposer(choices.World, sprites, choices.Plan.TrainingSeed)
                ),
            };

    private static int Tell(
        CommandHost host,
        EvaluateChoices choices,
        EvaluationOutcome outcome,
        IReadOnlyList<PromptReading> readings
    )
    {
        EvaluationView.Write(host.Terminal, outcome, choices.Json);
        DrawingReport.Tell(host, readings);
        if (outcome.Result.IsWhole)
            return ExitCode.Fine;
        host.Terminal.Error.WriteLine(
            "Stopped before the end; the figures are those of the "
                + $"{Counted.Grouped(outcome.Result.Pictures.Count, "picture")} that were drawn."
        );
        return ExitCode.Interrupted;
    }
}
