using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Prompts;

/// <summary>
/// Weights whose token embeddings are not stored but follow from a formula: value(i, j) is made of a hash of row,
/// column and salt.
/// </summary>
internal sealed class HashedEmbeddings : IWeightSource
{
    private readonly IWeightSource _file;
    private readonly string _name;
    private readonly (int Rows, int Columns, int Salt, double Scale) _table;

    public HashedEmbeddings(IWeightSource file, string name, int rows, int columns, int salt, double scale)
    {
        (_file, _name, _table) = (file, name, (rows, columns, salt, scale));
        ByName = new Dictionary<string, SafetensorsEntry>(file.ByName)
        {
            [name] = new(name, ScalarType.Float32, [rows, columns], 0, 4L * rows * columns),
        };
    }

    public string Path => _file.Path;

    public IReadOnlyDictionary<string, SafetensorsEntry> ByName { get; }

    public Tensor Read(string name, ScalarType? type = null) =>
        name == _name ? tensor(Table(), _table.Rows, _table.Columns) : _file.Read(name, type);

    public void Read(string name, Tensor into)
    {
        if (name != _name)
        {
            _file.Read(name, into);
            return;
        }
        using Tensor table = Read(name);
        into.copy_(table);
    }

    /// <summary>value = (2 u / 2^32 - 1) * scale, u a 32-bit hash.</summary>
    internal static float ValueAt(int row, int column, int salt, double scale)
    {
        uint u = unchecked((uint)row * 2654435761u + (uint)column * 40503u + (uint)salt * 97u + 1u);
        for (int i = 0; i < 2; i++)
            u = unchecked((u ^ (u >> 16)) * 0x45D9F3Bu);
        u ^= u >> 16;
        return (float)((2.0 * u / 4294967296.0 - 1) * scale);
    }

    private float[] Table()
    {
        (int rows, int columns, int salt, double scale) = _table;
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.Length; i++)
            values[i] = ValueAt(i / columns, i % columns, salt, scale);
        return values;
    }
}
