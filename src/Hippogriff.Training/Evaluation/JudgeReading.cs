using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Evaluation;

/// <summary>Reads sightings off a judge's answers: things are the peaks of the map of middles.</summary>
internal sealed class JudgeReading
{
    private const int NearOthers = 1, NearItsKind = 2; // cells in which a weaker peak is the same thing's
    private readonly JudgeLabels _labels;
    private readonly int _count, _grid;
    private readonly float[] _middles, _certainties;
    private readonly long[] _things, _colours, _looks, _backgrounds, _doings;

    public JudgeReading(JudgeAnswers answers, JudgeLabels labels)
    {
        using DisposeScope scope = NewDisposeScope();
        (_labels, _count, _grid) = (labels, (int)answers.Middles.shape[0], (int)answers.Middles.shape[1]);
        Tensor middles = answers.Middles.to(ScalarType.Float32).sigmoid();
        (Tensor certain, Tensor things) = answers.Things.to(ScalarType.Float32).softmax(1).max(1);
        _middles = TensorNumbers.Of<float>(middles);
        _certainties = TensorNumbers.Of<float>(middles * certain);
        _things = TensorNumbers.Of<long>(things);
        _colours = TensorNumbers.Of<long>(answers.Colours.argmax(1));
        (_looks, _backgrounds, _doings) = (TensorNumbers.Of<long>(answers.Looks.argmax(1)), TensorNumbers.Of<long>(answers.Backgrounds.argmax(1)), TensorNumbers.Of<long>(answers.Doings.argmax(1)));
    }

    public IEnumerable<Sighting> Sightings() => Enumerable.Range(0, _count).Select(i => new Sighting(
        ThingsOf(i), _looks[i] == 0 ? null : _labels.Looks[(int)_looks[i] - 1], _labels.Backgrounds[(int)_backgrounds[i]], (Doing)_doings[i]));

    /// <summary>Peaks from the highest down; around each, lower ones are passed over, farther around when they are of its kind.</summary>
    private List<SeenThing> ThingsOf(int picture)
    {
        int first = picture * _grid * _grid;
        List<(int X, int Y, long Thing)> taken = [];
        List<SeenThing> seen = [];
        foreach (int cell in Enumerable.Range(0, _grid * _grid).Where(c => _middles[first + c] >= Judge.Doubt).OrderByDescending(c => _middles[first + c]))
        {
            (int x, int y, long thing) = (cell % _grid, cell / _grid, _things[first + cell]);
            if (taken.Any(t => Math.Max(Math.Abs(t.X - x), Math.Abs(t.Y - y)) <= (t.Thing == thing ? NearItsKind : NearOthers))) continue;
            taken.Add((x, y, thing));
            if (_certainties[first + cell] < Judge.Doubt) continue;
            string? colour = _colours[first + cell] is > 0 and long number ? _labels.Colours[(int)number - 1] : null;
            seen.Add(new SeenThing(_labels.Things[(int)thing], colour, (x + 0.5) / _grid, (y + 0.5) / _grid, _certainties[first + cell]));
        }
        return seen;
    }
}
