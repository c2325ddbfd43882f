using Hippogriff.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Models.UNet2D;

/// <summary>Two linear layers with SiLU between them, over waves of the time or of sizes.</summary>
internal sealed class StepEmbedding : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly Dense linear_1;
    private readonly Dense? cond_proj;
    private readonly Dense linear_2;

    /// <param name="waves">Width W of the input.</param>
    /// <param name="width">Width D of the output.</param>
    /// <param name="guidance">Width G of a second input that is added to the first; 0 for none.</param>
    public StepEmbedding(int waves, int width, int guidance = 0)
        : base(nameof(StepEmbedding))
    {
        linear_1 = new Dense(waves, width);
        cond_proj = guidance > 0 ? new Dense(guidance, waves, hasBias: false) : null;
        linear_2 = new Dense(width, width);
        RegisterComponents();
    }

    /// <summary>[K, W] and [K, G] or null, to [K, D].</summary>
    public override Tensor forward(Tensor waves, Tensor? guidance)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = cond_proj is null || guidance is null ? waves : waves.Plus(cond_proj.call(guidance));
        return linear_2.call(nn.functional.silu(linear_1.call(x))).MoveToOuterDisposeScope();
    }
}
