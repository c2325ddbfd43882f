using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>Extensions of models.</summary>
public static class PictureModels
{
    /// <summary>Pixels [N, 3, H, W] in [-1, 1] to the denoised tensor [N, C, h, w].</summary>
    public static Tensor Encode(this IPictureModel model, Tensor pixels) => model.Codec.Encode(pixels);

    /// <summary>The inverse: [N, C, h, w] to pixels [N, 3, H, W], about [-1, 1].</summary>
    public static Tensor Decode(this IPictureModel model, Tensor x) => model.Codec.Decode(x);

    /// <summary>
    /// A condition with one row per prompt for pictures of the model's own size; owned by the caller.
    /// </summary>
    public static Condition EncodeText(this IPictureModel model, params IReadOnlyList<string> prompts) =>
        model.Conditioner.EncodeOnce(prompts, new ConditionRequest(model.Defaults.Width, model.Defaults.Height));

    /// <summary>
    /// The denoiser for K prompts at the model's own size. It takes batches of K * N, with the first N rows for the
    /// first prompt. Belongs to the caller's dispose scope.
    /// </summary>
    public static Denoiser For(this IPictureModel model, params IReadOnlyList<string> prompts) =>
        model.DenoiserFor(model.EncodeText(prompts));
}
