using Hippogriff.Studio.Trainings;
using Hippogriff.Training;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;

namespace Hippogriff.Tests.Studio;

public class LossHistoryTests
{
    [Fact]
    public void A_long_run_keeps_few_points_evenly_apart_with_its_first_and_nearly_its_last()
    {
        LossHistory history = new();
        for (int step = 1; step <= 100_000; step++)
            history.Add(step, 1.0 / step);
        IReadOnlyList<LossPoint> points = history.Points;
        Assert.InRange(points.Count, LossHistory.Most / 3, LossHistory.Most);
        Assert.Equal(new LossPoint(1, 1), points[0]);
        Assert.InRange(points[^1].Step, 99_000, 100_000);
        long[] gaps = [.. points.Zip(points.Skip(1), (a, b) => b.Step - a.Step)];
        Assert.True(gaps.Max() <= 4 * gaps.Min(), $"{gaps.Min()} to {gaps.Max()} steps between two points.");
    }

    [Fact]
    public void Steps_that_were_lost_and_made_again_stand_there_once()
    {
        LossHistory history = new();
        foreach ((long step, double loss) in new[] { (1L, 3.0), (2, 2.0), (3, 1.0), (2, 2.5), (3, 1.5) })
            history.Add(step, loss);
        Assert.Equal([new LossPoint(1, 3), new LossPoint(2, 2.5), new LossPoint(3, 1.5)], history.Points);
    }

    [Fact]
    public void What_a_training_writes_down_is_what_is_read()
    {
        using TemporaryFolder folder = new();
        LossCurve curve = new(folder.In("denoiser"), 0);
        for (long step = 1; step <= 45; step++)
            curve.Add(
                new TrainingProgress(
                    new TrainingState(step, 16 * step, 0.25 * step, 1.0 / step),
                    9,
                    1.25,
                    0.001,
                    64,
                    0,
                    TimeSpan.Zero
                )
            );
        curve.Save("toy: denoiser");
        Assert.Equal(
            [new LossPoint(10, 0.1), new LossPoint(20, 0.05), new LossPoint(30, 0.0333333), new LossPoint(40, 0.025)],
            LossHistory.Of(new TrainingFolder(folder.Path).Curve("denoiser")).Points
        );
        Assert.Equal(
            new LossRow(20, 320, 5, 9, 0.05, 1.25, 0.001, 64),
            new TrainingFolder(folder.Path).Curve("denoiser")[1]
        );
    }

    [Fact]
    public void The_training_s_own_file_is_read_and_lines_that_are_none_are_passed_over()
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "words/loss.csv",
            "step,pictures,seconds,loss,smooth_loss,gradient_norm,learning_rate,pictures_per_second\n10,40,0.5,0.9,0.8,1,0.001,80\nhalf "
                + "a li\n20,80,1.0,0.7,0.6,1,0.001,80\n"
        );
        Assert.Equal(
            [new LossPoint(10, 0.8), new LossPoint(20, 0.6)],
            LossHistory.Of(new TrainingFolder(folder.Path).Curve("words")).Points
        );
        Assert.Empty(new TrainingFolder(folder.Path).Curve("autoencoder"));
    }
}
