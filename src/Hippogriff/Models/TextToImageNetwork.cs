using Hippogriff.Models.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models;

/// <summary>Text encoder and denoiser network as one module for training.</summary>
public sealed class TextToImageNetwork : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly TextEncoder text_encoder;
    private readonly DenoiserNetwork denoiser;

    /// <summary>The two parts as one module.</summary>
    public TextToImageNetwork(TextEncoder textEncoder, DenoiserNetwork network)
        : base(nameof(TextToImageNetwork))
    {
        (text_encoder, denoiser) = (textEncoder, network);
        RegisterComponents();
    }

    /// <summary>Turns words into a condition.</summary>
    public TextEncoder TextEncoder => text_encoder;

    /// <summary>Predicts, given a condition.</summary>
    public DenoiserNetwork Denoiser => denoiser;

    /// <summary>Noisy batch [N, C, H, W], time [N], word indices [N, L] to the prediction [N, C, H, W].</summary>
    public override Tensor forward(Tensor x, Tensor time, Tensor words)
    {
        using DisposeScope scope = NewDisposeScope();
        return denoiser.call(x, time, text_encoder.call(words)).MoveToOuterDisposeScope();
    }
}
