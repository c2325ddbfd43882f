using Hippogriff.Pipelines;
using Hippogriff.Story.Training;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Training;
using Hippogriff.Training.Adapters;
using Hippogriff.Training.Distillation;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Optimisation;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public sealed class WorkingTypeTests : IDisposable
{
    private static readonly string[] s_resolved = ["float32", "bfloat16"];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Names_are_honoured_on_every_device()
    {
        foreach (Device device in new[] { CPU, new Device(TorchSharp.DeviceType.CUDA, 0) })
        {
            Assert.Equal(ScalarType.Float32, WorkingType.Choose("float32", device));
            Assert.Equal(ScalarType.BFloat16, WorkingType.Choose("bfloat16", device));
            Assert.Equal(s_resolved, s_resolved.Select(name => WorkingType.Resolve(name, device)));
        }
    }

    [Fact]
    public void Auto_measures_the_processor_and_trusts_a_graphics_card()
    {
        Assert.Contains(WorkingType.Choose("auto", CPU), new[] { ScalarType.Float32, ScalarType.BFloat16 });
        Assert.Equal(ScalarType.BFloat16, WorkingType.Choose("auto", new Device(TorchSharp.DeviceType.CUDA, 0)));
    }

    [Fact]
    public void A_run_settles_it_when_it_begins_and_goes_on_in_it()
    {
        TrainingRecipe recipe = TinyRecipe.Create(latent: false) with { Precision = "auto" };
        string run = _folder.In("run"),
            file = _folder.In("run/recipe.json");
        TrainingRun.Begin(recipe, new ColourSource(), run, CPU, new Watcher());
        string resolved = TrainingRun.RecipeOf(run).Precision,
            other = s_resolved.Single(name => name != resolved);
        Assert.Equal(
            recipe with
            {
                Precision = resolved,
            },
            TrainingRun.RecipeOf(run) with
            {
                SheetPrompts = recipe.SheetPrompts,
                Network = recipe.Network,
            }
        );
        File.WriteAllText(
            file,
            File.ReadAllText(file).Replace($"\"{resolved}\"", $"\"{other}\"", StringComparison.Ordinal)
        ); // as a machine writes it that finds the other one faster
        Watcher watcher = new();
        Assert.True(
            TrainingRun.Resume(new ColourSource(), run, CPU, watcher).Train(new TrainingLength(2, null), default)
        );
        Assert.Contains(other, Assert.Single(watcher.Descriptions), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(other, TrainingRun.RecipeOf(run).Precision);
    }

    [Fact]
    public void A_run_of_an_older_version_that_left_it_open_goes_on_and_settles_it()
    {
        string run = _folder.In("run"),
            file = _folder.In("run/recipe.json");
        TrainingRecipe recipe = TinyRecipe.Create(latent: false);
        Assert.True(
            TrainingRun
                .Begin(recipe, new ColourSource(), run, CPU, new Watcher())
                .Train(new TrainingLength(2, null), default)
        );
        File.WriteAllText(file, (recipe with { Precision = "auto" }).ToJson());
        Watcher watcher = new();
        Assert.True(
            TrainingRun.Resume(new ColourSource(), run, CPU, watcher).Train(new TrainingLength(3, null), default)
        );
        Assert.Equal([3], watcher.Steps.Select(step => (int)step.State.Step));
        Assert.Contains(TrainingRun.RecipeOf(run).Precision, s_resolved);
    }

    [Fact]
    public void So_do_a_distillation_a_lora_and_a_story()
    {
        string teacher = _folder.In("teacher");
        using (NetworkModel model = TinyModel.Create())
            PipelineLoader.Save(teacher, model, TinyNetworks.Config("u_net"), ScalarType.Float32);
        string hash;
        using (NetworkModel model = PipelineLoader.Load(teacher))
            hash = model.Hash;
        TrainingLength one = new(1, null);

        string fast = _folder.In("fast");
        DistillationRun
            .Begin(
                new DistillationPlan(
                    teacher,
                    hash,
                    new DistillationSettings(Steps: 2, Prompts: 1),
                    new LearningRateSchedule(0.003)
                ),
                new ColourSource(),
                fast,
                "cpu",
                new Watcher()
            )
            .Train(one, default);
        AssertResolved(Path.Combine(fast, "distillation.json"));

        string lora = _folder.In("lora"),
            pictures = Directory.CreateDirectory(_folder.In("pictures")).FullName;
        ColourSource.Write(pictures);
        AdapterRun
            .Begin(
                new AdapterPlan("toy", teacher, hash, 2, new LearningRateSchedule(0.01), Prior: 0),
                Hippogriff.Data.Folders.FolderSource.Open(pictures, 16, 1),
                lora,
                "cpu",
                new Watcher()
            )
            .Train(one, default);
        AssertResolved(Path.Combine(lora, AdapterPlan.FileName));

        string story = _folder.In("story");
        StoryRun
            .Begin(new StoryRecipe("tiny", BatchSize: 2, Width: 32, Depth: 1, ComposedPlots: 50), story, new Watcher())
            .Train(one, default);
        AssertResolved(Path.Combine(story, "story-run.json"));
    }

    private static void AssertResolved(string file) =>
        Assert.Matches("\"precision\": ?\"(float32|bfloat16)\"", File.ReadAllText(file));

    [Fact]
    public void A_run_that_goes_on_in_a_type_that_is_slow_here_says_so()
    {
        Assert.Null(WorkingType.Remark(float32: 1, bfloat16: 1.2));
        string slow = WorkingType.Remark(float32: 0.33, bfloat16: 11.2)!;
        Assert.Contains("bfloat16", slow);
        Assert.Contains("33.9 times", slow);
        Assert.Null(WorkingType.Remark("float32", CPU));
        Assert.Null(WorkingType.Remark("bfloat16", new Device(TorchSharp.DeviceType.CUDA, 0)));
    }
}
