using Hippogriff.Weights;
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
            throw new HippogriffException(Reason(model), FaultKind.DamagedFile);
        return pixels;
    }

    private static string Reason(IPictureModel model)
    {
        if (model.BrokenWeight() is { } weight)
            return $"The weight {Quoted.Name(weight)} of the model {model.Name} holds NaN or infinity, so there is no "
                + "picture. The model is broken, or its numbers are too large for the type that it computes with.";
        string what =
            $"The drawing of the model {model.Name} ran over: its numbers are beyond what can be held, "
            + "and there is no picture. ";
        return model.Type is ScalarType.Float32
            ? what
                + "Less guidance, other settings or a LoRA that counts less may help; a model that always does this is "
                + "broken."
            : what
                + $"It computes with {model.Type.ToString().ToLowerInvariant()}; in float32 (--type float32) or "
                + "bfloat16 larger numbers can be held.";
    }
}
