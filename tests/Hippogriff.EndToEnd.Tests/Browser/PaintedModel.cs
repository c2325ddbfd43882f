using System.Security.Cryptography;
using System.Text;
using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Latents;
using Hippogriff.Pipelines;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.EndToEnd.Tests.Browser;

/// <summary>
/// A model without weights: every prompt has its picture, a disc before a sky, and its clean guess grows from grey into
/// it. It takes its time, so that a browser can look on.
/// </summary>
internal sealed class PaintedModel(Pace pace) : IPictureModel, ITextConditioner
{
    public string Name => "painted";

    public string Hash => "5ca1ab1e00";

    public GenerationDefaults Defaults { get; } =
        new()
        {
            Steps = 8,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 1,
            Width = 64,
            Height = 64,
        };

    public int SizeMultiple => 16;

    public NoiseFamily Family { get; } = new Flow();

    public Device Device => CPU;

    public ITextConditioner Conditioner => this;

    public ILatentCodec Codec => PixelCodec.Shared;

    /// <summary>One token a prompt: the 32 bytes of its hash.</summary>
    public Condition Encode(IReadOnlyList<string> prompts, ConditionRequest request) =>
        new(
            stack([.. prompts.Select(prompt => tensor(SHA256.HashData(Encoding.UTF8.GetBytes(prompt))).view(1, -1))]),
            null
        );

    public Denoiser DenoiserFor(Condition condition) =>
        (x, sigma) =>
        {
            Thread.Sleep(pace.Pass);
            using var scope = NewDisposeScope();
            IEnumerable<byte[]> prompts = condition.Tokens.contiguous().data<byte>().ToArray().Chunk(32);
            Tensor pictures = cat([.. prompts.Select(letters => Picture(letters, x.shape[2], x.shape[3]))], 0)
                .repeat_interleave(x.shape[0] / condition.Rows, 0);
            return (pictures * Held(1 - 0.9 * sigma)).MoveToOuterDisposeScope();
        };

    public void Dispose() { }

    /// <summary>[1, 3, H, W] in [-1, 1]; colours and place come from the prompt's letters.</summary>
    private static Tensor Picture(byte[] letters, long height, long width)
    {
        Tensor Colour(int at) =>
            tensor(new[] { letters[at], letters[at + 1], letters[at + 2] }.Select(b => b / 127.5f - 1).ToArray())
                .view(1, 3, 1, 1);
        Tensor y = linspace(0, 1, height).view(1, 1, height, 1),
            x = linspace(0, 1, width).view(1, 1, 1, width);
        double left = 0.3 + letters[9] / 640.0,
            top = 0.3 + letters[10] / 640.0;
        Tensor disc = ((x - Held(left)).Squared().Plus((y - Held(top)).Squared()) < Held(0.06)).to(ScalarType.Float32);
        return ((Colour(0) * y.TakenFrom(1)).Plus(Colour(3) * y) * disc.TakenFrom(1)).Plus(Colour(6) * disc);
    }
}

/// <summary>How long a pass of <see cref="PaintedModel"/> takes; may be changed while it draws.</summary>
internal sealed class Pace
{
    public TimeSpan Pass { get; set; } = TimeSpan.FromMilliseconds(15);
}
