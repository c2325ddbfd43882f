using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Pre-norm transformer layer over a sequence of vectors: words, or the cells of a picture. With <c>near</c>, a learned
/// bias per head and distance is added to the attention logits (T5, 1910.10683, section 2.1). It is scaled by ten, so
/// that it changes as fast as logits at the learning rates of weights. Heads are initialised differently: one attends
/// to following words, one to preceding words (DiSAN, 1709.04696), one to all equally. Nearer words get more attention
/// (ALiBi, 2108.12409). With equal heads, word order would be learned very slowly.
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
    /// <param name="heads">Attention heads.</param>
    /// <param name="length">Sequence length for relative positions; 0 for none.</param>
    /// <param name="number">Index of the layer, so that layers with one head alternate.</param>
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
    /// Bias of the logits [h, L, L]: row i, column j has the value for distance j - i; null for none.
    /// </summary>
    private Tensor? Distances(long l)
    {
        if (near is null)
            return null;
        Tensor at = arange(Held(0), Held(l), Held(1), device: near.device);
        Tensor distance = (at.unsqueeze(0) - at.unsqueeze(1)).Plus(l - 1).flatten(); // [L L], 0 to 2 L - 2
        return near.index_select(1, distance).view(heads, l, l) * Held(NearScale);
    }

    /// <summary>Sets all distances to the same value, as in a layer without relative positions.</summary>
    public void Level()
    {
        using IDisposable noGradient = no_grad();
        near?.zero_();
    }

    /// <summary>Floating-point operations for L vectors of width D.</summary>
    public static double Flops(double length, double width) =>
        24 * length * width * width + 4 * length * length * width;

    /// <summary>Initialises the layer as the identity.</summary>
    public void ZeroOutput()
    {
        using IDisposable noGradient = no_grad();
        foreach ((string name, Parameter parameter) in named_parameters())
            if (name.StartsWith("proj.", StringComparison.Ordinal) || name.StartsWith("fc2.", StringComparison.Ordinal))
                parameter.zero_();
    }
}
