using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.PromptEncoding;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>A public model whose prompts are read by CLIP encoders.</summary>
/// <param name="definition">Its definition.</param>
/// <param name="hash">See <see cref="IPictureModel.Hash"/>.</param>
/// <param name="denoiser">The network; owned.</param>
/// <param name="conditioner">Makes conditions from prompts; owned.</param>
/// <param name="codec">Converts between pixels and the denoised tensor; owned.</param>
public sealed class ClipModel(
    ModelDefinition definition,
    string hash,
    DenoiserNetwork denoiser,
    ClipConditioner conditioner,
    ILatentCodec codec
) : DiffusionModel(definition, hash, denoiser, conditioner, codec), IAttentiveModel
{
    /// <inheritdoc/>
    public IDisposable CaptureAttention(Action<Tensor> capture, int? last = null) =>
        Denoiser.CaptureAttention(capture, last);

    /// <inheritdoc/>
    public IReadOnlyList<AttendedWord> AttendedWords(GenerationSettings settings) =>
        [
            .. conditioner
                .WordsOf(settings.Prompt, PromptWeightings.Find(settings.PromptWeighting))
                .Select(word => new AttendedWord(word.Word, word.Places)),
        ];
}
