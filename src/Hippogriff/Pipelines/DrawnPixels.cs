using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// The last step of every drawing: what was drawn becomes pixels, or a sentence where its numbers ran over.
/// </summary>
public static class DrawnPixels
{
    /// <summary>Decodes [N, C, h, w] to pixels [N, 3, H, W], about [-1, 1].</summary>
    /// <exception cref="HippogriffException">A number ran over: what would be shown is plain grey and nothing that was
    /// drawn.</exception>
    public static Tensor Of(IPictureModel model, Tensor drawn)
    {
        Tensor pixels = model.Decode(drawn);
        if (!pixels.isfinite().all().item<bool>())
            throw new HippogriffException(
                $"The drawing of the model {model.Name} ran over: its numbers are beyond what can be held, "
                    + "and there is no picture. Less guidance, other settings or a "
                    + "LoRA that counts less may help; a model of which this comes always is broken.",
                FaultKind.DamagedFile
            );
        return pixels;
    }
}
