using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Training.Checkpoints;
using Hippogriff.Training.Loop;

namespace Hippogriff.Tests.Training;

public sealed class LossCurveTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string[] Lines => File.ReadAllLines(_folder.In("loss.csv"));

    private static TrainingProgress At(long step, double loss = 0.5) =>
        new(new TrainingState(step, 16 * step, 0.25 * step, loss, loss), loss, 1.25, 0.001, 64, 0, TimeSpan.Zero);

    private void Write(long from, long to, long resumedAt = 0, double loss = 0.5)
    {
        LossCurve curve = new(_folder.Path, resumedAt);
        for (long step = from; step <= to; step++)
            curve.Add(At(step, loss));
        curve.Save("toy: denoiser");
    }

    [Fact]
    public void Every_tenth_step_is_a_line_that_programs_can_read()
    {
        Write(1, 45);
        Assert.Equal(
            "step,pictures,seconds,loss,smooth_loss,gradient_norm,learning_rate,pictures_per_second",
            Lines[0]
        );
        Assert.Equal(["10", "20", "30", "40"], Lines[1..].Select(line => line.Split(',')[0]));
        Assert.Equal("20,320,5.0,0.5,0.5,1.25,0.001,64.0", Lines[2]);
        RgbImage picture = ImageFile.Read(_folder.In("loss.png"));
        Assert.True(picture.Width >= 300 && picture.Pixels.Distinct().Count() > 2);
    }

    [Fact]
    public void A_resumed_curve_drops_the_lines_of_lost_steps_and_goes_on()
    {
        Write(1, 60);
        Write(36, 50, resumedAt: 35, loss: 0.25);
        Assert.Equal(["10", "20", "30", "40", "50"], Lines[1..].Select(line => line.Split(',')[0]));
        Assert.Equal(["0.5", "0.5", "0.5", "0.25", "0.25"], Lines[1..].Select(line => line.Split(',')[3]));
    }

    [Fact]
    public void A_run_that_begins_anew_keeps_none_of_the_old_lines()
    {
        Write(1, 60);
        Write(1, 20, loss: 0.125);
        Assert.Equal(["10", "20"], Lines[1..].Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void Lines_that_cannot_be_read_are_dropped()
    {
        Write(1, 40);
        File.WriteAllLines(
            _folder.In("loss.csv"),
            [.. Lines[..3], "30,480,7.5,zebra,zebra,1,1,1", "half a li", "", Lines[4]]
        );
        Write(41, 50, resumedAt: 40);
        Assert.Equal(["10", "20", "40", "50"], Lines[1..].Select(line => line.Split(',')[0]));
    }

    [Fact]
    public void The_gradients_of_late_are_summed_up()
    {
        LossCurve curve = new(_folder.Path, 0);
        Assert.True(double.IsNaN(curve.Gradient(1).Norm));
        for (long step = 1; step <= 2_000; step++)
            curve.Add(At(step) with { GradientNorm = step <= 1_500 ? 3 : 0.5 });
        Assert.Equal((1.75, 0.5), (curve.Gradient(1).Norm, curve.Gradient(1).Shortened));
        curve.Save("toy: denoiser");
        Assert.True(ImageFile.Read(_folder.In("gradient.png")).Width >= 300);
        Assert.Equal(1.75, new LossCurve(_folder.Path, 2_000).Gradient(1).Norm);
    }

    [Fact]
    public void One_point_is_no_curve()
    {
        Write(1, 15);
        Assert.False(File.Exists(_folder.In("loss.png")));
    }
}
