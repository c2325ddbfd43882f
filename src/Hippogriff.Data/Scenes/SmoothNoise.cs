namespace Hippogriff.Data.Scenes;

/// <summary>Smooth noise between 0 and 1: random values on a square grid, and soft steps between them.</summary>
internal sealed class SmoothNoise
{
    private readonly int _cells;
    private readonly float[] _values;

    public SmoothNoise(int cells, SceneRandom random)
    {
        (_cells, _values) = (cells, new float[(cells + 2) * (cells + 2)]);
        for (int i = 0; i < _values.Length; i++)
            _values[i] = (float)random.Next();
    }

    /// <summary>The value at (u, v), each 0 to 1.</summary>
    public float At(float u, float v)
    {
        (float x, float y) = (u * _cells, v * _cells);
        (int i, int j) = ((int)x, (int)y);
        (float s, float t) = (Soft(x - i), Soft(y - j));
        int at = j * (_cells + 2) + i;
        float upper = _values[at] + (_values[at + 1] - _values[at]) * s;
        float lower = _values[at + _cells + 2] + (_values[at + _cells + 3] - _values[at + _cells + 2]) * s;
        return upper + (lower - upper) * t;
    }

    private static float Soft(float t) => t * t * (3 - 2 * t);
}
