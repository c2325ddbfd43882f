using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>Decodes a judge's outputs: things are the peaks of the centre heat map.</summary>
internal sealed class JudgeReading
{
    private const int Near = 1; // cells in which a weaker peak is the same thing's
    private const double SameBox = 0.3,
        // IoU of boxes above which two peaks are one thing, for equal and for different classes
        OthersBox = 0.5;
    private readonly JudgeLabels _labels;
    private readonly int _count,
        _grid;
    private readonly float[] _middles,
        _certainties,
        _boxes;
    private readonly long[] _things,
        _colours,
        _looks,
        _backgrounds,
        _doings;

    public JudgeReading(JudgeAnswers answers, JudgeLabels labels)
    {
        using DisposeScope scope = NewDisposeScope();
        (_labels, _count, _grid) = (labels, (int)answers.Middles.shape[0], (int)answers.Middles.shape[1]);
        Tensor middles = answers.Middles.to(ScalarType.Float32).sigmoid();
        (Tensor certain, Tensor things) = answers.Things.to(ScalarType.Float32).softmax(1).max(1);
        _middles = TensorNumbers.Of<float>(middles);
        _certainties = TensorNumbers.Of<float>(middles * certain);
        _things = TensorNumbers.Of<long>(things);
        _boxes = TensorNumbers.Of<float>(answers.Boxes.to(ScalarType.Float32));
        _colours = TensorNumbers.Of<long>(answers.Colours.argmax(1));
        (_looks, _backgrounds, _doings) = (
            TensorNumbers.Of<long>(answers.Looks.argmax(1)),
            TensorNumbers.Of<long>(answers.Backgrounds.argmax(1)),
            TensorNumbers.Of<long>(answers.Doings.argmax(1))
        );
    }

    public IEnumerable<Sighting> Sightings() =>
        Enumerable
            .Range(0, _count)
            .Select(i => new Sighting(
                ThingsOf(i),
                _looks[i] == 0 ? null : _labels.Looks[(int)_looks[i] - 1],
                _labels.Backgrounds[(int)_backgrounds[i]],
                (Doing)_doings[i]
            ));

    /// <summary>
    /// Peaks from the highest down; lower peaks next to them or with overlapping boxes are suppressed.
    /// </summary>
    private List<SeenThing> ThingsOf(int picture)
    {
        int first = picture * _grid * _grid;
        List<Peak> taken = [];
        List<SeenThing> seen = [];
        foreach (
            int cell in Enumerable
                .Range(0, _grid * _grid)
                .Where(c => _middles[first + c] >= Judge.Doubt)
                .OrderByDescending(c => _middles[first + c])
        )
        {
            Peak peak = PeakOf(picture, cell);
            if (taken.Any(peak.IsPartOf))
                continue;
            taken.Add(peak);
            if (_certainties[first + cell] < Judge.Doubt)
                continue;
            string? colour = _colours[first + cell] is > 0 and long number ? _labels.Colours[(int)number - 1] : null;
            seen.Add(
                new SeenThing(
                    _labels.Things[(int)peak.Thing],
                    colour,
                    (peak.X + 0.5) / _grid,
                    (peak.Y + 0.5) / _grid,
                    _certainties[first + cell]
                )
            );
        }
        return seen;
    }

    private Peak PeakOf(int picture, int cell)
    {
        int box = picture * 2 * _grid * _grid + cell;
        return new Peak(
            cell % _grid,
            cell / _grid,
            _things[picture * _grid * _grid + cell],
            _boxes[box] * _grid,
            _boxes[box + _grid * _grid] * _grid
        );
    }

    /// <summary>A peak with the size of its thing, in cells.</summary>
    private readonly record struct Peak(int X, int Y, long Thing, double Width, double Height)
    {
        /// <summary>Whether this is a weaker peak of the same thing (non-maximum suppression).</summary>
        public bool IsPartOf(Peak other)
        {
            (int dx, int dy) = (Math.Abs(X - other.X), Math.Abs(Y - other.Y));
            if (Math.Max(dx, dy) <= Near)
                return true;
            double shared = Shared(Width, other.Width, dx) * Shared(Height, other.Height, dy);
            return shared
                >= (Thing == other.Thing ? SameBox : OthersBox)
                    * (Width * Height + other.Width * other.Height - shared);
        }

        private static double Shared(double one, double other, double apart) =>
            Math.Clamp((one + other) / 2 - apart, 0, Math.Min(one, other));
    }
}
