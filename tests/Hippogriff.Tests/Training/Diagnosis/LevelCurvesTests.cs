using Hippogriff.Imaging.Codecs;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Tests.Training.Diagnosis;

public sealed class LevelCurvesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Lines => File.ReadAllLines(_folder.In("levels.csv"));

    private void Write(long resumedAt, params long[] steps)
    {
        LevelCurves curves = new(_folder.Path, resumedAt);
        foreach (long step in steps)
            curves.Add(
                new TrainingState(step, 16 * step),
                new Examination([new LevelLoss(0.5, 0.25, 0.5, double.NaN), new LevelLoss(0.9, 0.75, 0.8, 0.9)], 24),
                new Examination([new LevelLoss(0.5, 0.26, 0, 0), new LevelLoss(0.9, 0.76, 0, 0)], 24)
            );
        curves.Save("toy");
    }

    [Fact]
    public void Every_level_is_a_line_and_a_curve()
    {
        Write(0, 100, 200);
        Assert.Equal(
            [
                "step,pictures,sigma,missed,without_words,other_words,raw_weights",
                "100,1600,0.5,0.25,0.5,NaN,0.26",
                "100,1600,0.9,0.75,0.8,0.9,0.76",
                "200,3200,0.5,0.25,0.5,NaN,0.26",
                "200,3200,0.9,0.75,0.8,0.9,0.76",
            ],
            Lines
        );
        Assert.True(ImageFile.Read(_folder.In("levels.png")).Pixels.Distinct().Count() > 4);
    }

    [Fact]
    public void Resumed_curves_drop_what_was_lost_and_what_cannot_be_read()
    {
        Write(0, 100, 200, 300);
        File.AppendAllLines(_folder.In("levels.csv"), ["150,zebra,0.5,1,1,1,1", "half"]);
        Write(200, 250);
        Assert.Equal(["100", "100", "250", "250"], Lines[1..].Select(l => l.Split(',')[0]));
    }
}
