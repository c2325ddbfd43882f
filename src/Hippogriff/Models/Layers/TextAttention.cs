using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Joint attention of picture tokens over themselves and the words: keys and values of the text are appended to those
/// of the picture (Imagen, 2205.11487, appendix B). One softmax covers both.
/// </summary>
public sealed class TextAttention : nn.Module<Tensor, Tensor, Tensor>, IWordAttention
{
    private readonly int heads;
    private readonly Dense qkv;
    private readonly Dense text_kv;
    private readonly Dense proj;

    /// <summary>A layer with fresh weights.</summary>
    public TextAttention(int width, int heads, int textWidth)
        : base(nameof(TextAttention))
    {
        this.heads = heads;
        qkv = new Dense(width, 3 * width, ofPictures: true);
        text_kv = new Dense(textWidth, 2 * width);
        proj = new Dense(width, width, ofPictures: true);
        RegisterComponents();
    }

    bool IWordAttention.ReadsWords => true;

    AttentionCapture? IWordAttention.Capture
    {
        get => Capture;
        set => Capture = value;
    }

    /// <summary>Receives the attention share of each word at each position, if set.</summary>
    internal AttentionCapture? Capture { get; set; }

    /// <summary>x [N, T, D], text [K, L, E] with one row per N / K pictures, to [N, T, D].</summary>
    public override Tensor forward(Tensor x, Tensor text)
    {
        using DisposeScope scope = NewDisposeScope();
        long n = x.shape[0],
            t = x.shape[1],
            d = x.shape[2];
        Tensor[] picture = qkv.call(x).chunk(3, -1); // 3 x [N, T, D]
        Tensor[] words = BatchRows.Spread(BatchRows.OfPrompts(text_kv, text), n).chunk(2, -1); // 2 x [N, L, D]
        Tensor q = Split(picture[0], n, d); // [N, h, T, D/h]
        Tensor k = Split(cat([picture[1], words[0]], 1), n, d); // [N, h, T + L, D/h]
        Tensor v = Split(cat([picture[2], words[1]], 1), n, d);
        if (Capture is { } capture)
            capture.Report(ShareOfWords(capture.Rows(q), capture.Rows(k), t));
        Tensor seen = Attention.Attend(q, k, v); // [N, h, T, D/h]
        return proj.call(seen.transpose(1, 2).reshape(n, t, d)).MoveToOuterDisposeScope();
    }

    /// <summary>The columns of softmax(q k^T / sqrt(D/h)) for words [N, T, L], mean over heads.</summary>
    private static Tensor ShareOfWords(Tensor q, Tensor k, long t)
    {
        using Tensor scale = tensor(1 / MathF.Sqrt(q.shape[3]), dtype: q.dtype, device: q.device);
        Tensor shares = nn.functional.softmax((q * scale).matmul(k.transpose(2, 3)), -1); // [N, h, T, T + L]
        return shares.narrow(3, t, k.shape[2] - t).mean([1]);
    }

    private Tensor Split(Tensor x, long n, long d) => x.view(n, -1, heads, d / heads).transpose(1, 2);

    /// <summary>Floating-point operations for T picture tokens and L words.</summary>
    public static double Flops(double t, double l, double d, double e) =>
        2 * (t * d * 3 * d + l * e * 2 * d + t * d * d) + 4 * t * (t + l) * d;
}
