using System.Globalization;
using System.Text;
using Hippogriff.Files;
using Hippogriff.Imaging;

namespace Hippogriff.Training;

/// <summary>The history of a run's loss: <c>loss.csv</c> for programs, <c>loss.png</c> for people.</summary>
public sealed class LossCurve
{
    private const string Header = "step,pictures,seconds,loss,smooth_loss,gradient_norm,learning_rate,pictures_per_second";
    private const int EveryStep = 10, MostPoints = 500;
    private readonly string _folder;
    private readonly List<string> _lines = [];
    private readonly List<(double Step, double Loss)> _points = [];

    /// <summary>Goes on with the curve in <paramref name="folder"/> up to <paramref name="step"/>; later lines belong to steps that were lost.</summary>
    public LossCurve(string folder, long step)
    {
        _folder = folder;
        string path = Path.Combine(folder, "loss.csv");
        if (step == 0 || !File.Exists(path)) return;
        foreach (string line in File.ReadLines(path).Skip(1))
            if (line.Split(',') is [var number, _, _, _, var smooth, ..] && long.TryParse(number, CultureInfo.InvariantCulture, out long at) && at <= step
                && double.TryParse(smooth, CultureInfo.InvariantCulture, out double loss))
            {
                _lines.Add(line);
                _points.Add((at, loss));
            }
    }

    /// <summary>Notes a step.</summary>
    public void Add(TrainingProgress p)
    {
        if (p.State.Step % EveryStep != 0) return;
        _lines.Add(string.Create(CultureInfo.InvariantCulture,
            $"{p.State.Step},{p.State.Samples},{p.State.Seconds:F1},{p.Loss:G6},{p.State.SmoothLoss:G6},{p.GradientNorm:G4},{p.LearningRate:G4},{p.PicturesPerSecond:F1}"));
        _points.Add((p.State.Step, p.State.SmoothLoss));
    }

    /// <summary>Writes both files.</summary>
    public void Save(string title)
    {
        if (_points.Count < 2) return;
        AtomicFile.Write(Path.Combine(_folder, "loss.csv"), Encoding.UTF8.GetBytes(Header + "\n" + string.Join('\n', _lines) + "\n"));
        int every = Math.Max(1, _points.Count / MostPoints);
        (double, double)[] shown = [.. _points.Where((_, i) => i % every == 0 || i == _points.Count - 1).Select(p => (p.Step, p.Loss))];
        PngFile.Write(Path.Combine(_folder, "loss.png"), LinePlot.Draw(new PlotFrame(title, "step", "loss, smoothed", LogY: true), [new PlotCurve("loss", shown)]));
    }
}
