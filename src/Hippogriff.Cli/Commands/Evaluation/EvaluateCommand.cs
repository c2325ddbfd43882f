using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Scenes;
using Hippogriff.Denoising;
using Hippogriff.Devices;
using Hippogriff.Evaluation;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>
/// <c>hippogriff evaluate</c>: measures how often a model draws what was asked, with a judge trained separately on
/// composed scenes.
/// </summary>
internal static partial class EvaluateCommand
{
    private const int DefaultSeeds = 4,
        TrainingPictures = 8_192,
        FewTrainingPictures = 2_048;
    private const int DefaultTrainingSeed = 1;

    public static Command Build(CommandHost host)
    {
        Option<string> data = new("--data")
        {
            HelpName = "DIR",
            Required = true,
            Description = "Training data. A folder of sprites: what the model was trained on, and the judge.",
        };
        Option<string?> world = Values.Text(
            "--world",
            "FILE",
            "JSON file of the world that scenes are composed of. Left out: the built-in one."
        );
        Option<string?> model = Values.Text("--model", "NAME", "Name or folder of a model. Left out: the default one.");
        Option<LoraChoice[]> loras = LoraOption.Create();
        Option<string?> judge = Values.Text(
            "--judge",
            "DIR",
            "Name or folder of a judge. In a folder without one, one is trained, about twenty minutes on two "
                + "cores. Left out: the judge that comes with Hippogriff where it knows the world, else out/judge."
        );
        Option<bool> quick = new("--quick")
        {
            Description =
                $"Ask less, in a quarter of the time. {PromptSet.Quick} prompts a category instead of "
                + $"{PromptSet.Default}: twice the error.",
        };
        Option<string?> only = Values.Name(
            "--only",
            [.. Enum.GetValues<Category>().Select(Categories.NameOf)],
            "Only this category"
        );
        Option<long?> promptSeed = Values.SeedCalled(
            "--prompt-seed",
            "Another one composes other prompts of the same kinds. Default: 0."
        );
        Option<bool> validation = new("--validation")
        {
            Description =
                "Ask prompts of the training share instead of held-out ones. Choose guidance, steps and the "
                + "like with these; report with the others.",
        };
        Option<string?> own = Values.Text(
            "--own",
            "DIR",
            $"Also ask whether a new thing is drawn: captioned pictures of it, {OwnThing.Fewest} at least, "
                + "that the model or LoRA did not learn from."
        );
        Option<int?> seeds = Values.Whole(
            "--count",
            1,
            PromptSet.MostSeeds,
            $"How many. Pictures a prompt. Default: {DefaultSeeds}."
        );
        Option<int?> steps = Values.Whole("--steps", 1, 1000, "Number of denoising steps. Left out: the model's.");
        Option<string?> sampler = Values.Sampler();
        Option<string?> schedule = Values.Schedule("Which noise levels are visited. Left out: the model's. One of");
        Option<double?> guidance = Values.Number(
            "--guidance",
            0,
            50,
            "Guidance scale; 1 switches guidance off. Left out: the model's."
        );
        Option<GuidanceInterval?> interval = Values.Interval(
            "--guidance-interval",
            "Guide only in this interval, from 1 (pure noise) to 0 (clean), such as 0.1-0.8. Left out: the "
                + "model's."
        );
        Option<int?> trainingSeed = Values.Whole(
            "--training-seed",
            0,
            int.MaxValue,
            "Seed of the composed scenes that the model was trained on. It is its recipe's; copies are looked for in "
                + $"them. Default: {DefaultTrainingSeed}."
        );
        Option<string?> report = Values.Text(
            "--report",
            "DIR",
            "Also writes report.md there, with every picture, right and wrong marked."
        );
        Option<string?> device = DeviceOption.Create();
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "evaluate",
            "Measure how often a model draws what was asked for: things, numbers, colours, places, looks, doings.",
            "hippogriff evaluate --data sprites --quick",
            "hippogriff evaluate --data sprites --model runs/mine/model --report out/report",
            "hippogriff evaluate --data sprites --quick --lora my-dog.safetensors --own more-of-my-dog",
            "hippogriff evaluate --data sprites --validation --only counting --guidance 3 --json"
        )
        {
            data,
            world,
            model,
            loras,
            judge,
            quick,
            only,
            promptSeed,
            validation,
            own,
            seeds,
            steps,
            sampler,
            schedule,
            guidance,
            interval,
            trainingSeed,
            report,
            device,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                bool few = parsed.GetValue(quick);
                SceneWorld scenes = parsed.GetValue(world) is { } file ? SceneWorld.Load(file) : SceneWorld.First;
                IReadOnlyList<Category> categories = Categories.Of(scenes, parsed.GetValue(only));
                EvaluationPlan plan = new(
                    parsed.GetValue(validation) ? PromptShare.Validation : PromptShare.HeldOut,
                    categories,
                    few ? PromptSet.Quick : PromptSet.Default,
                    parsed.GetValue(seeds) ?? DefaultSeeds,
                    parsed.GetValue(trainingSeed) ?? DefaultTrainingSeed,
                    few ? FewTrainingPictures : TrainingPictures
                )
                {
                    PromptSeed = parsed.GetValue(promptSeed) ?? 0,
                };
                string place = parsed.GetValue(device) ?? DeviceOption.Default;
                SpriteLibrary sprites = SpriteLibrary.Open(parsed.GetRequiredValue(data), scenes);
                if (sprites.Missing.Count > 0)
                    host.Terminal.Error.WriteLine(
                        $"The folder has no artwork for {string.Join(", ", sprites.Missing)}; nothing is "
                            + "asked about them."
                    );
                if (parsed.GetValue(report) is { } folder)
                    Probe(folder);
                IReadOnlyList<Example>? newThing = parsed.GetValue(own) is { } mine
                    ? OwnThing.Read(mine, scenes.PictureSize, stop)
                    : null;
                using NetworkModel pictures = PipelineLoader.Load(
                    parsed.GetValue(model),
                    new LoadOptions { Device = place }
                );
                LoraChoice[] changes = parsed.GetValue(loras) ?? [];
                using IDisposable? changed = pictures.Adapt(changes);
                GenerationDefaults d = pictures.Defaults;
                int upsampled = Upsampled(pictures, scenes);
                GenerationSettings settings = new()
                {
                    Prompt = "",
                    NegativePrompt = "",
                    Seed = 0,
                    Steps = parsed.GetValue(steps) ?? d.Steps,
                    Sampler = parsed.GetValue(sampler) ?? d.Sampler,
                    Schedule = parsed.GetValue(schedule) ?? d.Schedule,
                    Guidance = parsed.GetValue(guidance) ?? d.Guidance,
                    Width = d.Width,
                    Height = d.Height,
                    Model = pictures.Name,
                    ModelHash = pictures.Hash,
                    GuidanceInterval = parsed.GetValue(interval) ?? d.GuidanceInterval ?? GuidanceInterval.Whole,
                    Loras = LoraUses.Of(changes),
                };
                string judges =
                    (
                        parsed.GetValue(judge) is { } named
                            ? InstalledModels.FolderOf(InstalledModels.Judge, named)
                            : null
                    )
                    ?? JudgeFolder.Shipped(scenes)
                    ?? Path.Combine(host.OutFolder, "judge");
                using Judge network =
                    JudgeTraining.Make(
                        scenes,
                        sprites,
                        judges,
                        DeviceChoice.Parse(place),
                        new TrainingLines(host.Terminal.Error, host.Clock),
                        stop
                    ) ?? throw new OperationCanceledException(stop);
                long started = host.Clock.GetTimestamp();
                Dictionary<string, PromptReading> readings = [];
                EvaluationResult result = EvaluationView.Run(
                    host.Terminal,
                    host.Clock,
                    progress =>
                        new ModelEvaluation(scenes, sprites, network, upsampled).Run(
                            plan,
                            (prompt, count, token) => Draw(prompt.Words, prompt.Seed, count, token),
                            progress,
                            stop
                        )
                );
                if (newThing is not null && result.IsWhole)
                {
                    OwnThing thing = new(scenes, sprites, network);
                    result = result with
                    {
                        Own = WorkBar.Run(
                            host.Terminal,
                            "drawing the new thing",
                            progress =>
                                thing.Measure(
                                    newThing,
                                    (caption, seed) => ImageScaling.Reduce(Draw(caption, seed, 1, stop)[0], upsampled),
                                    progress,
                                    stop
                                )
                        ),
                    };
                }
                ModelDiagnosis diagnosis = ModelDiagnosis.Of(pictures, scenes, sprites);
                double seconds = host.Clock.GetElapsedTime(started).TotalSeconds;
                EvaluationOutcome outcome = new(
                    pictures.Name,
                    pictures.Hash,
                    network.Hash,
                    settings,
                    result with
                    {
                        Diagnosis = diagnosis,
                    },
                    seconds
                );
                if (parsed.GetValue(report) is { } reports)
                    outcome = outcome with
                    {
                        Report = EvaluationReport.Write(
                            reports,
                            outcome.Result,
                            outcome.Heading,
                            new SceneComposer(scenes, sprites, plan.TrainingSeed)
                        ),
                    };
                EvaluationView.Write(host.Terminal, outcome, parsed.GetValue(json));
                DrawingReport.Tell(host, [.. readings.Values]);
                if (result.IsWhole)
                    return Task.FromResult(ExitCode.Fine);
                host.Terminal.Error.WriteLine(
                    "Stopped before the end; the figures are those of the "
                        + $"{Counted.Grouped(result.Pictures.Count, "picture")} that were drawn."
                );
                return Task.FromResult(ExitCode.Interrupted);

                IReadOnlyList<RgbImage> Draw(string prompt, long seed, int count, CancellationToken token)
                {
                    IReadOnlyList<GeneratedImage> drawn = TextToImage.Draw(
                        pictures,
                        settings with
                        {
                            Prompt = prompt,
                            Seed = seed,
                        },
                        count,
                        cancellationToken: token
                    );
                    if (drawn[0].Reading is { IsWhole: false } reading)
                        readings[prompt] = reading; // what is judged is then not what was read
                    return [.. drawn.Select(i => i.Image)];
                }
            }
        );
        return command;
    }
}
