using System.Globalization;
using Hippogriff.Files;

namespace Hippogriff.Training.Loop;

/// <summary>A line of a run's <c>loss.csv</c>; defines its columns.</summary>
/// <param name="Step">Finished steps of the stage.</param>
/// <param name="Pictures">Pictures seen by then.</param>
/// <param name="Seconds">Seconds of training by then.</param>
/// <param name="Loss">Loss of the step.</param>
/// <param name="SmoothLoss">Its running mean.</param>
/// <param name="GradientNorm">Gradient norm before clipping.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
/// <param name="PicturesPerSecond">Speed.</param>
public sealed record LossRow(
    long Step,
    long Pictures,
    double Seconds,
    double Loss,
    double SmoothLoss,
    double GradientNorm,
    double LearningRate,
    double PicturesPerSecond
)
{
    /// <summary>Name of the file in a stage's folder.</summary>
    public const string FileName = "loss.csv";

    internal const string Header =
        "step,pictures,seconds,loss,smooth_loss,gradient_norm,learning_rate,pictures_per_second";

    /// <summary>The rows of a file, in order; invalid lines are ignored.</summary>
    public static IEnumerable<LossRow> Read(string file) => Lines(file).Skip(1).Select(Parse).OfType<LossRow>();

    private static IEnumerable<string> Lines(string file)
    {
        RegularFile.Require(file);
        return File.ReadLines(file);
    }

    internal static LossRow Of(TrainingProgress p) =>
        new(
            p.State.Step,
            p.State.Samples,
            p.State.Seconds,
            p.Loss,
            p.State.SmoothLoss,
            p.GradientNorm,
            p.LearningRate,
            p.PicturesPerSecond
        );

    internal string ToLine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Step},{Pictures},{Seconds:F1},{Loss:G6},{SmoothLoss:G6}"
                + $",{GradientNorm:G4},{LearningRate:G4},{PicturesPerSecond:F1}"
        );

    private static LossRow? Parse(string line)
    {
        string[] columns = line.Split(',');
        double[] numbers = new double[6];
        if (
            columns.Length < 2 + numbers.Length
            || !Whole(columns[0], out long step)
            || !Whole(columns[1], out long pictures)
        )
            return null;
        for (int i = 0; i < numbers.Length; i++)
            if (!double.TryParse(columns[2 + i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        return new LossRow(step, pictures, numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);

        static bool Whole(string text, out long value) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }
}
