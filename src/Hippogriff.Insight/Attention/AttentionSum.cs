using Hippogriff.Devices;
using Hippogriff.Insight.Drawing;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Attention;

/// <summary>
/// Accumulates the cross-attention of a network's layers during sampling (DAAM, 2210.04885). Of a batch doubled by
/// guidance, only the second half counts, which has the prompt. Layers of different resolution are summed separately
/// and combined at the end.
/// </summary>
internal sealed class AttentionSum(int rows) : IDisposable
{
    private readonly Dictionary<long, (Tensor Sum, int Times)> _sums = [];

    /// <summary>Adds one layer's shares [N, T, L]; N is the number of rows or twice that.</summary>
    public void Add(Tensor shares)
    {
        using DisposeScope scope = NewDisposeScope();
        long places = shares.shape[1];
        Tensor mine = shares.shape[0] == rows ? shares : shares.narrow(0, shares.shape[0] - rows, rows);
        if (_sums.TryGetValue(places, out (Tensor Sum, int Times) known))
        {
            known.Sum.add_(mine, Held(1));
            _sums[places] = (known.Sum, known.Times + 1);
        }
        else
            _sums[places] = (mine.to(ScalarType.Float32, copy: true).DetachFromDisposeScope(), 1);
    }

    /// <summary>The mean maps of words of a row, on the finest grid.</summary>
    /// <param name="row">The row.</param>
    /// <param name="words">The tokens of each word, whose shares are added.</param>
    /// <param name="aspect">Width of the picture over its height.</param>
    public IReadOnlyList<HeatMap> Maps(int row, IReadOnlyList<IReadOnlyList<int>> words, double aspect)
    {
        if (_sums.Count == 0)
            throw new HippogriffException(
                "The network has no layer that reads words, so there is no attention to look at.",
                FaultKind.Incompatible
            );
        (int fineHeight, int fineWidth) = Grid(_sums.Keys.Max(), aspect);
        float[][] sums = [.. words.Select(_ => new float[fineHeight * fineWidth])];
        int times = _sums.Values.Sum(s => s.Times);
        foreach ((long places, (Tensor sum, _)) in _sums)
        {
            (int height, int width) = Grid(places, aspect);
            using DisposeScope scope = NewDisposeScope();
            float[] values = TensorNumbers.Of<float>(sum[row].t()); // [L, T]
            foreach ((int word, int token) in words.SelectMany((tokens, i) => tokens.Select(token => (i, token))))
            {
                float[] spread = new HeatMap(
                    width,
                    height,
                    values[(int)(token * places)..(int)((token + 1) * places)]
                ).Spread(fineWidth, fineHeight);
                for (int i = 0; i < spread.Length; i++)
                    sums[word][i] += spread[i] / times;
            }
        }
        return [.. sums.Select(s => new HeatMap(fineWidth, fineHeight, s))];
    }

    /// <summary>Rows and columns of a grid with this number of positions, for a picture of this shape.</summary>
    private static (int Height, int Width) Grid(long places, double aspect)
    {
        int width = (int)Math.Round(Math.Sqrt(places * aspect));
        return ((int)(places / width), width);
    }

    public void Dispose()
    {
        foreach ((Tensor sum, _) in _sums.Values)
            sum.Dispose();
        _sums.Clear();
    }
}
