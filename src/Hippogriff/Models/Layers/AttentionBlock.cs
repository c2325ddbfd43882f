using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Pre-norm transformer layer over a row of vectors: words, or the cells of a picture. Where <c>near</c> is there, a
/// learned number a head and distance is added to the logits of attention (T5, 1910.10683, section 2.1), times ten, so
/// that it moves as fast as logits do at the learning rates of weights. Heads begin with a view: one looks at the words
/// that follow, one at those before (DiSAN, 1709.04696), nearer ones first (ALiBi, 2108.12409), one at all alike. Alike
/// in all heads, who is left of whom would take very long to be found.
/// </summary>
public sealed class AttentionBlock : nn.Module<Tensor, Tensor>
{
    private const double NearScale = 10,
        Behind = -4,
        Slope = -0.25;
    private readonly int heads;
    private readonly LayerNorm norm1;
    private readonly Dense qkv;
    private readonly Dense proj;
    private readonly LayerNorm norm2;
    private readonly Dense fc1;
    private readonly Dense fc2;
    private readonly Parameter? near;

    /// <param name="width">Width of a vector.</param>
    /// <param name="heads">Heads of attention.</param>
    /// <param name="length">Vectors in a row where the layer sees how far they are apart; 0 where it does not.</param>
    /// <param name="number">Number of the layer, so that layers of one head take turns.</param>
    public AttentionBlock(int width, int heads, int length, int number = 0)
        : base(nameof(AttentionBlock))
    {
        this.heads = heads;
        norm1 = Layer.LayerNorm(width);
        qkv = new Dense(width, 3 * width);
        proj = new Dense(width, width);
        norm2 = Layer.LayerNorm(width);
        fc1 = new Dense(width, 4 * width);
        fc2 = new Dense(4 * width, width);
        if (length > 0)
            near = new Parameter(Layer.Here(Views(heads, length, number)));
        RegisterComponents();
    }

    /// <summary>x [N, L, D] to [N, L, D].</summary>
    public override Tensor forward(Tensor x)
    {
        using DisposeScope scope = NewDisposeScope();
        long n = x.shape[0],
            l = x.shape[1],
            d = x.shape[2];
        Tensor[] parts =
        [
            .. qkv.call(norm1.call(x)).chunk(3, -1).Select(p => p.view(n, l, heads, d / heads).transpose(1, 2)),
        ];
        Tensor read = Attention.Attend(parts[0], parts[1], parts[2], Distances(l));
        x = x.Plus(proj.call(read.transpose(1, 2).reshape(n, l, d))); // [N, L, D]
        x = x.Plus(fc2.call(nn.functional.gelu(fc1.call(norm2.call(x)))));
        return x.MoveToOuterDisposeScope();
    }

    private static Tensor Views(int heads, int length, int number)
    {
        float[] views = new float[heads * (2 * length - 1)];
        for (int i = 0; i < views.Length; i++)
        {
            int head = (i / (2 * length - 1) + number) % 3,
                distance = i % (2 * length - 1) - (length - 1);
            if (head < 2)
                views[i] = (float)(
                    ((head == 0 ? distance < 0 : distance > 0) ? Behind : Slope * Math.Abs(distance)) / NearScale
                );
        }
        return tensor(views, heads, 2 * length - 1);
    }

    /// <summary>
    /// What is added to the logits [h, L, L]: row i, column j has the number of distance j - i; null for nothing.
    /// </summary>
    private Tensor? Distances(long l)
    {
        if (near is null)
            return null;
        Tensor at = arange(Held(0), Held(l), Held(1), device: near.device);
        Tensor distance = (at.unsqueeze(0) - at.unsqueeze(1)).Plus(l - 1).flatten(); // [L L], 0 to 2 L - 2
        return near.index_select(1, distance).view(heads, l, l) * Held(NearScale);
    }

    /// <summary>Makes all distances alike, as in a layer that does not see them.</summary>
    public void Level()
    {
        using IDisposable noGradient = no_grad();
        near?.zero_();
    }

    /// <summary>Makes the layer begin as the identity.</summary>
    public void ZeroOutput()
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter parameter) in named_parameters())
            if (name.StartsWith("proj.", StringComparison.Ordinal) || name.StartsWith("fc2.", StringComparison.Ordinal))
                parameter.zero_();
    }
}
