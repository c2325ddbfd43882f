using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet2D;

/// <summary>
/// Attention of picture tokens over themselves, or over the words (latent diffusion, 2112.10752, equation after 3.3).
/// Queries, keys and values have no bias.
/// </summary>
public sealed class CrossAttention : nn.Module<Tensor, Tensor?, Tensor>, IWordAttention
{
    private readonly int heads;
    private readonly bool readsWords;
    private readonly Dense to_q;
    private readonly Dense to_k;
    private readonly Dense to_v;
    private readonly ModuleList<Dense> to_out;

    /// <param name="width">Width D of a token.</param>
    /// <param name="contextWidth">Width E of a word; null for attention over the tokens themselves.</param>
    /// <param name="heads">Number of heads, a divisor of <paramref name="width"/>.</param>
    public CrossAttention(int width, int? contextWidth, int heads)
        : base(nameof(CrossAttention))
    {
        this.heads = heads;
        readsWords = contextWidth is not null;
        int read = contextWidth ?? width;
        to_q = new Dense(width, width, ofPictures: true, hasBias: false);
        to_k = new Dense(read, width, ofPictures: !readsWords, hasBias: false);
        to_v = new Dense(read, width, ofPictures: !readsWords, hasBias: false);
        to_out = [new Dense(width, width, ofPictures: true)];
        RegisterComponents();
    }

    bool IWordAttention.ReadsWords => readsWords;

    AttentionCapture? IWordAttention.Capture
    {
        get => Capture;
        set => Capture = value;
    }

    /// <summary>Receives the attention share of each word at each position, if set.</summary>
    internal AttentionCapture? Capture { get; set; }

    /// <summary>x [N, T, D], words [K, L, E] with one row per N / K pictures or null, to [N, T, D].</summary>
    public override Tensor forward(Tensor x, Tensor? words)
    {
        using DisposeScope scope = NewDisposeScope();
        long n = x.shape[0],
            t = x.shape[1],
            d = x.shape[2];
        Tensor read = words ?? x;
        Tensor q = Split(to_q.call(x)); // [N, h, T, D/h]
        // Keys and values of the words are computed once a prompt.
        Tensor k = Split(BatchRows.Spread(to_k.call(read), n));
        Tensor v = Split(BatchRows.Spread(to_v.call(read), n));
        if (readsWords && Capture is { } capture)
            capture.Report(Shares(capture.Rows(q), capture.Rows(k)));
        Tensor seen = Attention.Attend(q, k, v); // [N, h, T, D/h]
        return to_out[0].call(seen.transpose(1, 2).reshape(n, t, d)).MoveToOuterDisposeScope();
    }

    /// <summary>softmax(q k^T / sqrt(D/h)), mean over heads [N, T, L].</summary>
    private static Tensor Shares(Tensor q, Tensor k)
    {
        using Tensor scale = tensor(1 / MathF.Sqrt(q.shape[3]), dtype: q.dtype, device: q.device);
        return nn.functional.softmax((q * scale).matmul(k.transpose(2, 3)), -1).mean([1]);
    }

    private Tensor Split(Tensor x) => x.view(x.shape[0], x.shape[1], heads, -1).transpose(1, 2);

    /// <summary>Floating-point operations for T tokens that read S vectors of width E.</summary>
    public static double Flops(double t, double s, double d, double e) =>
        2 * (2 * t * d * d + 2 * s * e * d) + 4 * t * s * d;
}
