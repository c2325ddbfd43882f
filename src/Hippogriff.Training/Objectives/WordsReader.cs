using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// Maps words to a spatial grid: one query for each of 4x4 positions attends to the words once. A
/// <see cref="PartHead"/> predicts the content of each position. With a single attention layer, a word's vector must
/// carry its thing's position and colour.
/// </summary>
internal sealed class WordsReader : nn.Module<Tensor, Tensor>
{
    private const int Side = 4,
        HeadWidth = 64;
    private readonly Parameter places;
    private readonly TextAttention attn;
    private readonly LayerNorm norm;
    private readonly Dense fc1;
    private readonly Dense fc2;

    public WordsReader(int width)
        : base(nameof(WordsReader))
    {
        places = new Parameter(randn(1, Side * Side, width).mul_(Held(0.02)));
        attn = new TextAttention(width, Math.Max(1, width / HeadWidth), width);
        norm = nn.LayerNorm(width);
        fc1 = new Dense(width, 4 * width);
        fc2 = new Dense(4 * width, width);
        RegisterComponents();
    }

    /// <summary>Cells per row and column after a <see cref="PartHead"/>.</summary>
    public const int Cells = 2 * Side;

    /// <summary>Words [N, L, D] to [N, D, 4, 4].</summary>
    public override Tensor forward(Tensor words)
    {
        using DisposeScope scope = NewDisposeScope();
        long n = words.shape[0],
            d = words.shape[2];
        Tensor x = places.Plus(GridPositions.For(Side, Side, (int)d, words)).expand(n, -1, -1);
        x = x.Plus(attn.call(x, words)); // [N, 16, D]
        x = x.Plus(fc2.call(nn.functional.gelu(fc1.call(norm.call(x)))));
        return x.transpose(1, 2).reshape(n, d, Side, Side).MoveToOuterDisposeScope();
    }
}
