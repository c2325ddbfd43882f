using Hippogriff.Data.Scenes;
using Hippogriff.Evaluation;
using Hippogriff.Tests.Training;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Evaluation;

/// <summary>How a judge's training is kept, shown and used while it runs.</summary>
public sealed class JudgeRecipeTests : IDisposable
{
    private readonly TinyWorld _tiny = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _tiny.Dispose();
        _folder.Dispose();
    }

    private Judge? Train(JudgeRecipe? recipe, Watcher watcher, CancellationToken stop = default) =>
        JudgeTraining.Make(_tiny.World, _tiny.Sprites, new JudgePlan(_folder.Path, CPU, recipe), watcher, stop);

    [Fact]
    public void A_training_that_goes_on_keeps_its_recipe_and_shows_the_judge_so_far()
    {
        JudgeRecipe recipe = new(Steps: 3, BatchSize: 4, Width: 8, Seed: 5, PublishMinutes: 0);
        using CancellationTokenSource stop = new();
        Watcher first = new()
        {
            OnStep = p =>
            {
                if (p.State.Step == 2)
                    stop.Cancel();
            },
        };
        Assert.Null(Train(recipe, first, stop.Token));
        Assert.Contains(first.Notes, n => n.Contains("are read without a mistake", StringComparison.Ordinal));
        using (Judge soFar = JudgeFolder.Open(_tiny.World, _folder.In(JudgeStage.SoFar), CPU))
            Assert.InRange(soFar.Threshold, 0, 1);
        Watcher second = new();
        using Judge judge = Train(null, second)!; // without a recipe: the run's own, not the usual one
        Assert.Equal([1L, 2, 3], first.Steps.Concat(second.Steps).Select(s => s.State.Step));
    }

    [Fact]
    public void A_recipe_with_impossible_numbers_is_refused()
    {
        _folder.Write(JudgeRecipe.FileName, """{"steps": 9, "width": 12}"""u8.ToArray());
        Assert.Contains(
            "judge-run.json' cannot be read",
            Assert.Throws<HippogriffException>(() => Train(null, new Watcher())).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Fine_worlds_get_larger_patches()
    {
        Assert.Equal(new JudgeRecipe(), JudgeRecipe.For(_tiny.World));
        Assert.Equal(4, JudgeRecipe.For(_tiny.World with { PictureSize = 128 }).Patch);
    }

    [Fact]
    public void Trainings_are_led_by_what_a_judge_sees_and_do_not_change_it()
    {
        Train(new JudgeRecipe(Steps: 1, BatchSize: 2, Width: 8), new Watcher())!.Dispose();
        using DisposeScope scope = NewDisposeScope();
        Assert.Null(JudgeFeatures.Of(TinyRecipe.Create(), CPU, ScalarType.Float32));
        TrainingRecipe recipe = TinyRecipe.Create() with { World = _tiny.File, Judge = _folder.Path };
        using JudgeFeatures features = JudgeFeatures.Of(recipe, CPU, ScalarType.Float32)!;
        Tensor pixels = zeros(2, 3, 16, 16).requires_grad_();
        Assert.Equal([2, features.MiddleWidth, 2, 2], features.Middle(pixels).shape);
        features.Levels(pixels)[^1].sum().backward();
        Assert.NotNull(pixels.grad);
        Assert.False(features.Middle(zeros(1, 3, 16, 16)).requires_grad);
        Assert.Equal(16, features.Side);
    }
}
