namespace Hippogriff.Data.Scenes;

/// <summary>Smooth noise between 0 and 1: random values on a square grid, and soft steps between them.</summary>
internal sealed class SmoothNoise
{
    private readonly int _cells;
    private readonly float[] _values;

    public SmoothNoise(int cells, SceneRandom random)
    {
        (_cells, _values) = (cells, new float[(cells + 2) * (cells + 2)]);
        for (var i = 0; i < _values.Length; i++)
            _values[i] = (float)random.Next();
    }

    /// <summary>The value at (u, v), each 0 to 1.</summary>
    public float At(float u, float v)
    {
        var (x, y) = (u * _cells, v * _cells);
        var (i, j) = ((int)x, (int)y);
        var (s, t) = (Soft(x - i), Soft(y - j));
        var at = j * (_cells + 2) + i;
        var upper = _values[at] + (_values[at + 1] - _values[at]) * s;
        var lower = _values[at + _cells + 2] + (_values[at + _cells + 3] - _values[at + _cells + 2]) * s;
        return upper + (lower - upper) * t;
    }

    private static float Soft(float t) => t * t * (3 - 2 * t);
}
