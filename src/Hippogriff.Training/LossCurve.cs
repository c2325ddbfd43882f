using System.Globalization;
using System.Text;
using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Training;

/// <summary>The history of a run's loss and gradient: <c>loss.csv</c> for programs, <c>loss.png</c> and <c>gradient.png</c> for people.</summary>
public sealed class LossCurve
{
    private const string Header = "step,pictures,seconds,loss,smooth_loss,gradient_norm,learning_rate,pictures_per_second";
    private const int EveryStep = 10, MostPoints = 500, LastNorms = 100;
    private readonly string _folder;
    private readonly List<string> _lines = [];
    private readonly List<(double Step, double Loss)> _points = [];
    private readonly List<(double Step, double Norm)> _norms = [];

    /// <summary>Goes on with the curve in <paramref name="folder"/> up to <paramref name="step"/>; later lines belong to steps that were lost.</summary>
    public LossCurve(string folder, long step)
    {
        _folder = folder;
        string path = Path.Combine(folder, "loss.csv");
        if (step == 0 || !File.Exists(path)) return;
        foreach (string line in File.ReadLines(path).Skip(1))
            if (line.Split(',') is [var number, _, _, _, var smooth, var length, ..] && long.TryParse(number, CultureInfo.InvariantCulture, out long at) && at <= step
                && double.TryParse(smooth, CultureInfo.InvariantCulture, out double loss) && double.TryParse(length, CultureInfo.InvariantCulture, out double norm))
            {
                _lines.Add(line);
                _points.Add((at, loss));
                _norms.Add((at, norm));
            }
    }

    /// <summary>Notes a step.</summary>
    public void Add(TrainingProgress p)
    {
        if (p.State.Step % EveryStep != 0) return;
        _lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"{p.State.Step},{p.State.Samples},{p.State.Seconds:F1},{p.Loss:G6},{p.State.SmoothLoss:G6},{p.GradientNorm:G4},{p.LearningRate:G4},{p.PicturesPerSecond:F1}"));
        _points.Add((p.State.Step, p.State.SmoothLoss));
        _norms.Add((p.State.Step, p.GradientNorm));
    }

    /// <summary>The gradients of the last thousand steps, of which every tenth is kept.</summary>
    /// <param name="limit">Length from which on they are shortened.</param>
    public GradientFigures Gradient(double limit)
    {
        double[] last = [.. _norms.TakeLast(LastNorms).Select(n => n.Norm)];
        return last.Length == 0 ? new GradientFigures(double.NaN, 0) : new GradientFigures(last.Average(), last.Count(n => n > limit) / (double)last.Length);
    }

    /// <summary>Writes all files.</summary>
    public void Save(string title)
    {
        if (_points.Count < 2) return;
        AtomicFile.Write(Path.Combine(_folder, "loss.csv"), Encoding.UTF8.GetBytes(Header + "\n" + string.Join('\n', _lines) + "\n"));
        Plot("loss.png", title, "loss, smoothed", _points);
        Plot("gradient.png", title, "length of the gradient", _norms);
    }

    private void Plot(string file, string title, string what, List<(double X, double Y)> points)
    {
        int every = Math.Max(1, points.Count / MostPoints);
        (double, double)[] shown = [.. points.Where((_, i) => i % every == 0 || i == points.Count - 1)];
        PngFile.Write(Path.Combine(_folder, file), LinePlot.Draw(new PlotFrame(title, "step", what, LogY: true), [new PlotCurve(what, shown)]));
    }
}
