using System.Globalization;
using System.Text;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Training.Checkpoints;

namespace Hippogriff.Training.Diagnosis;

/// <summary>
/// The examinations of a run as files: <c>levels.csv</c>, and <c>levels.png</c> with one curve per noise level.
/// </summary>
public sealed class LevelCurves
{
    private const string Header = "step,pictures,sigma,missed,without_words,other_words,raw_weights";
    private const int Fields = 7;
    private readonly string _folder;
    private readonly List<string> _lines = [];
    private readonly SortedDictionary<double, List<(double X, double Y)>> _points = [];

    /// <summary>
    /// Continues the curves in <paramref name="folder"/> up to <paramref name="step"/>; later lines belong to lost
    /// steps.
    /// </summary>
    public LevelCurves(string folder, long step)
    {
        _folder = folder;
        string path = Path.Combine(folder, "levels.csv");
        if (!File.Exists(path))
            return;
        foreach (string line in File.ReadLines(path).Skip(1))
        {
            string[] fields = line.Split(',');
            if (
                fields.Length != Fields
                || !long.TryParse(fields[0], CultureInfo.InvariantCulture, out long at)
                || at >= step
            )
                continue;
            if (
                !Number(fields[1], out double pictures)
                || !Number(fields[2], out double sigma)
                || !Number(fields[3], out double missed)
            )
                continue;
            Keep(line, pictures, sigma, missed);
        }
    }

    /// <summary>Adds an examination of the averaged weights and, optionally, of the raw ones.</summary>
    public void Add(TrainingState state, Examination averaged, Examination? raw)
    {
        for (int i = 0; i < averaged.Levels.Count; i++)
        {
            LevelLoss level = averaged.Levels[i];
            Keep(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{state.Step},{state.Samples},{level.Sigma},{level.ValidationLoss:G5}"
                        + $",{level.WithoutWords:G5},{level.OtherWords:G5},{raw?.Levels[i].ValidationLoss ?? double.NaN:G5}"
                ),
                state.Samples,
                level.Sigma,
                level.ValidationLoss
            );
        }
    }

    /// <summary>Writes both files.</summary>
    public void Save(string title)
    {
        if (_lines.Count == 0)
            return;
        AtomicFile.Write(
            Path.Combine(_folder, "levels.csv"),
            Encoding.UTF8.GetBytes(Header + "\n" + string.Join('\n', _lines) + "\n")
        );
        PlotCurve[] curves =
        [
            .. _points
                .Reverse()
                .Select(p => new PlotCurve(
                    string.Create(CultureInfo.InvariantCulture, $"noise level {p.Key}"),
                    p.Value
                )),
        ];
        PngFile.Write(
            Path.Combine(_folder, "levels.png"),
            LinePlot.Draw(new PlotFrame(title, "pictures seen", "share of the picture missed", LogY: true), curves)
        );
    }

    private void Keep(string line, double pictures, double sigma, double missed)
    {
        _lines.Add(line);
        if (!_points.TryGetValue(sigma, out List<(double, double)>? curve))
            _points[sigma] = curve = [];
        curve.Add((pictures, missed));
    }

    private static bool Number(string text, out double value) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out value);
}
