using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// Embeds the noise level: sines and cosines of 1,000 t at falling frequencies (DDPM, 2006.11239, after 1706.03762),
/// then two layers.
/// </summary>
internal sealed class TimeEmbedding : nn.Module<Tensor, Tensor>
{
    private const int Frequencies = 128;
    private readonly Linear linear_1;
    private readonly Linear linear_2;

    public TimeEmbedding(int width)
        : base(nameof(TimeEmbedding))
    {
        linear_1 = Layer.Linear(2 * Frequencies, width);
        linear_2 = Layer.Linear(width, width);
        RegisterComponents();
    }

    /// <summary>[N] in [0, 1] to [N, width].</summary>
    public override Tensor forward(Tensor time)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor rates = exp(
            arange(Held(0), Held(Frequencies), Held(1), dtype: ScalarType.Float32, device: time.device)
                * Held(-Math.Log(10_000) / Frequencies)
        );
        Tensor angles = (time * Held(1_000)).unsqueeze(1) * rates.unsqueeze(0); // [N, 128]
        Tensor waves = cat([angles.cos(), angles.sin()], 1).to(linear_1.weight!.dtype); // [N, 256]
        return linear_2.call(nn.functional.silu(linear_1.call(waves))).MoveToOuterDisposeScope();
    }
}
