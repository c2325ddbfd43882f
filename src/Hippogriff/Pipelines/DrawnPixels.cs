using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>The last step of sampling: decodes the result, or reports an overflow.</summary>
public static class DrawnPixels
{
    /// <summary>Decodes [N, C, h, w] to pixels [N, 3, H, W], about [-1, 1].</summary>
    /// <exception cref="HippogriffException">A value is NaN or infinite, so the picture would be plain
    /// grey.</exception>
    public static Tensor Of(IPictureModel model, Tensor drawn)
    {
        Tensor pixels = model.Decode(drawn);
        if (!pixels.isfinite().all().item<bool>())
            throw new HippogriffException(
                $"The drawing of the model {model.Name} ran over: its numbers are beyond what can be held, "
                    + "and there is no picture. Less guidance, other settings or a "
                    + "LoRA that counts less may help; a model that always does this is broken.",
                FaultKind.DamagedFile
            );
        return pixels;
    }
}
