using System.Text;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Training.Diagnosis;

namespace Hippogriff.Training.Loop;

/// <summary>
/// The history of a run's loss and gradient: <c>loss.csv</c> for programs, <c>loss.png</c> and <c>gradient.png</c> for
/// people.
/// </summary>
public sealed class LossCurve
{
    private const int EveryStep = 10,
        MostPoints = 500,
        LastNorms = 100;
    private readonly string _folder;
    private readonly List<LossRow> _rows = [];

    /// <summary>
    /// Continues the curve in <paramref name="folder"/> up to <paramref name="step"/>; later lines belong to lost
    /// steps.
    /// </summary>
    public LossCurve(string folder, long step)
    {
        _folder = folder;
        string path = Path.Combine(folder, LossRow.FileName);
        if (step > 0 && File.Exists(path))
            _rows.AddRange(LossRow.Read(path).Where(row => row.Step <= step));
    }

    /// <summary>Adds a step.</summary>
    public void Add(TrainingProgress p)
    {
        if (p.State.Step % EveryStep == 0)
            _rows.Add(LossRow.Of(p));
    }

    /// <summary>Gradient figures of the last thousand steps, of which every tenth is kept.</summary>
    /// <param name="limit">The clipping norm.</param>
    public GradientFigures Gradient(double limit)
    {
        double[] last = [.. _rows.TakeLast(LastNorms).Select(row => row.GradientNorm)];
        return last.Length == 0
            ? new GradientFigures(double.NaN, 0)
            : new GradientFigures(last.Average(), last.Count(n => n > limit) / (double)last.Length);
    }

    /// <summary>Writes all files.</summary>
    public void Save(string title)
    {
        if (_rows.Count < 2)
            return;
        Keep();
        Plot("loss.png", title, "loss, smoothed", row => row.SmoothLoss);
        Plot("gradient.png", title, "length of the gradient", row => row.GradientNorm);
    }

    /// <summary>Writes only the rows, which is cheap.</summary>
    public void Keep()
    {
        if (_rows.Count > 0)
            AtomicFile.Write(
                Path.Combine(_folder, LossRow.FileName),
                Encoding.UTF8.GetBytes(
                    LossRow.Header + "\n" + string.Join('\n', _rows.Select(row => row.ToLine())) + "\n"
                )
            );
    }

    private void Plot(string file, string title, string what, Func<LossRow, double> value)
    {
        int every = Math.Max(1, _rows.Count / MostPoints);
        (double, double)[] shown =
        [
            .. _rows
                .Where((_, i) => i % every == 0 || i == _rows.Count - 1)
                .Select(row => ((double)row.Step, value(row))),
        ];
        PngFile.Write(
            Path.Combine(_folder, file),
            LinePlot.Draw(new PlotFrame(title, "step", what, LogY: true), [new PlotCurve(what, shown)])
        );
    }
}
