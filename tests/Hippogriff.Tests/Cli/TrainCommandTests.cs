using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;
using Hippogriff.Training.Recipes;
using Hippogriff.Training.Runs;

namespace Hippogriff.Tests.Cli;

public sealed class TrainCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Every_option_reaches_the_order()
    {
        File.WriteAllText(_run.PathTo("recipe.json"), "{}");
        TrainingRequest? got = null;
        _run.Training = (order, _, _) =>
        {
            got = order;
            return Task.FromResult(new TrainingEnd("runs/a/model", Finished: true));
        };
        Assert.Equal(
            0,
            await _run.RunAsync(
                "train",
                "--data",
                _run.Folder,
                "--out",
                "runs/a",
                "--recipe",
                _run.PathTo("recipe.json"),
                "--size",
                "32",
                "--minutes",
                "2.5",
                "--batch-size",
                "16",
                "--rate",
                "0.0004",
                "--seed",
                "3",
                "--buckets",
                "--device",
                "cpu"
            )
        );
        Assert.Equal(
            new TrainingRequest
            {
                Data = _run.Folder,
                Out = "runs/a",
                Recipe = _run.PathTo("recipe.json"),
                Size = 32,
                Length = new TrainingLength(null, 2.5),
                BatchSize = 16,
                LearningRate = 0.0004,
                Seed = 3,
                Buckets = true,
                Device = "cpu",
            },
            got
        );
        Assert.Equal("runs/a/model" + Environment.NewLine, _run.Output);
    }

    [Fact]
    public async Task Behind_a_pipe_progress_is_plain_lines_on_standard_error()
    {
        _run.Training = (_, view, _) =>
        {
            view.Note("1,000 pictures, 2 broken ones skipped.");
            view.Stage("denoiser", "6.4 million parameters");
            view.Step(Progress(1, 16, 0.5, 39.5, 0.01, 3909));
            view.Step(Progress(2, 32, 0.4, 39.5, 0.02, 3900)); // within ten seconds: not shown
            view.Step(Progress(1234, 20000, 0.0321, 41, 1, 0));
            return Task.FromResult(new TrainingEnd("m", true));
        };
        Assert.Equal(0, await _run.RunAsync("train", "--data", _run.Folder, "--out", "x", "--steps", "9"));
        Assert.Equal(
            """
            1,000 pictures, 2 broken ones skipped.
            denoiser: 6.4 million parameters
            update 1, loss 0.5000, 39.5 pictures/s, 16 seen, 1:05:09 left
            update 1,234, loss 0.0321, 41 pictures/s, 20,000 seen, 0 s left

            """,
            _run.Error,
            ignoreLineEndingDifferences: true
        );
    }

    [Fact]
    public async Task Stopping_a_training_saves_and_is_no_failure()
    {
        using CancellationTokenSource stop = new();
        _run.Training = (_, _, token) =>
        {
            stop.Cancel();
            return Task.FromResult(new TrainingEnd(null, Finished: !token.IsCancellationRequested));
        };
        Assert.Equal(0, await _run.RunAsync(stop.Token, "train", "--data", _run.Folder, "--out", "x", "--steps", "9"));
        Assert.Contains("--resume", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_that_diverges_fails_with_its_reason()
    {
        _run.Training = (_, _, _) =>
            throw new HippogriffException(
                "The loss is not a number after 7 updates; the last good checkpoint is x/step-5."
            );
        Assert.Equal(2, await _run.RunAsync("train", "--data", _run.Folder, "--out", "x", "--steps", "9"));
        Assert.Equal(
            "The loss is not a number after 7 updates; the last good checkpoint is x/step-5." + Environment.NewLine,
            _run.Error
        );
    }

    [Fact]
    public void The_command_line_overrides_the_built_in_recipe()
    {
        TrainingRecipe recipe = RequestedTraining.RecipeFor(
            new TrainingRequest
            {
                Data = "d",
                Out = "o",
                Device = "cpu",
                Length = new TrainingLength(1, null),
                Size = 32,
                BatchSize = 4,
                LearningRate = 0.01,
                Seed = 9,
                World = "worlds/mine.json",
            }
        );
        Assert.Equal(
            (32, 4, 0.01, 9L, 32, 32),
            (
                recipe.Size,
                recipe.BatchSize,
                recipe.LearningRateSchedule.LearningRate,
                recipe.Seed,
                recipe.Defaults.Width,
                recipe.Defaults.Height
            )
        );
        Assert.Equal(Path.GetFullPath("worlds/mine.json"), recipe.World);
        Assert.False(recipe.Buckets);
        Assert.True(
            RequestedTraining
                .RecipeFor(
                    new TrainingRequest
                    {
                        Data = "d",
                        Out = "o",
                        Device = "cpu",
                        Length = new TrainingLength(1, null),
                        Buckets = true,
                    }
                )
                .Buckets
        );
    }

    private static TrainingProgress Progress(
        long step,
        long samples,
        double loss,
        double speed,
        double share,
        double left
    ) => new(new TrainingState(step, samples, 0, loss, loss), loss, 0, 0, speed, share, TimeSpan.FromSeconds(left));

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(61, "1:01")]
    [InlineData(90061, "25:01:01")]
    public void Durations_read_like_a_clock(double seconds, string text) =>
        Assert.Equal(text, TrainingView.Duration(TimeSpan.FromSeconds(seconds)));
}
