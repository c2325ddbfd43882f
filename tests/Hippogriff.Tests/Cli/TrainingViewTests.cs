using System.Text.Json;
using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;

namespace Hippogriff.Tests.Cli;

public sealed class TrainingViewTests
{
    [Theory]
    [InlineData(200, "update 1,234, loss 0.5000, 52.5 pictures/s, 19,744 seen, 1:05 left")]
    [InlineData(60, "update 1,234, loss 0.5000, 52.5 pictures/s, 1:05 left")]
    [InlineData(40, "update 1,234, loss 0.5000, 1:05 left")]
    [InlineData(20, "1:05 left")]
    public void The_line_of_a_training_fits_its_width(int width, string line)
    {
        Assert.Equal(line, TrainingView.Describe(Progress(), width: width));
        Assert.True(line.Length <= width);
    }

    [Fact]
    public void The_longest_line_says_how_near_the_peak_it_is_and_how_much_waits()
    {
        TrainingProgress known = Progress() with { PeakShare = 0.58, Waited = 0.01 };
        Assert.Contains("58 % of the peak, 1 % waiting", TrainingView.Describe(known), StringComparison.Ordinal);
        Assert.DoesNotContain("peak", TrainingView.Describe(known, width: 60), StringComparison.Ordinal);
    }

    [Fact]
    public void The_stage_of_words_learns_captions()
    {
        using StringWriter said = new();
        TrainingLines lines = new(said, TimeProvider.System);
        lines.Stage("words", "captions alone");
        lines.Step(Progress());
        Assert.Contains("captions/s", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_is_a_path_or_a_document()
    {
        using StringWriter output = new(),
            error = new();
        Terminal terminal = Terminal.Piped(output, error);
        TrainingView.Report(terminal, new TrainingEnd("runs/a/model", true), "runs/a", "hippogriff train", json: false);
        Assert.Equal("runs/a/model", output.ToString().Trim());
        output.GetStringBuilder().Clear();
        TrainingView.Report(terminal, new TrainingEnd(null, false), "runs/a", "hippogriff train", json: true);
        using JsonDocument document = JsonDocument.Parse(output.ToString());
        Assert.False(document.RootElement.GetProperty("finished").GetBoolean());
        Assert.Equal("runs/a", document.RootElement.GetProperty("folder").GetString());
        Assert.Contains("hippogriff train --resume", error.ToString(), StringComparison.Ordinal);
    }

    private static TrainingProgress Progress()
    {
        TrainingState state = new()
        {
            Step = 1234,
            Samples = 19_744,
            SmoothLoss = 0.5,
        };
        return new TrainingProgress(state, 0.5, 1, 0.001, 52.5, 0.5, TimeSpan.FromSeconds(65));
    }
}
