using System.Diagnostics.CodeAnalysis;
using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>
/// <see cref="GenerationOptions"/> with objects of this process: pictures in memory, and the requested outputs.
/// </summary>
public sealed record GenerationRequest : GenerationOptions
{
    /// <summary>A request for a prompt with default options.</summary>
    public GenerationRequest() { }

    /// <summary>A request with the options of another one, or with stored ones.</summary>
    /// <param name="options">The options.</param>
    [SetsRequiredMembers]
    public GenerationRequest(GenerationOptions options)
        : base(options) => Prompt = options.Prompt;

    /// <inheritdoc/>
    public override required string Prompt
    {
        get => base.Prompt;
        init => base.Prompt = value;
    }

    /// <summary>A picture to start from instead of pure noise, of any size: see <see cref="SourceFit"/>.</summary>
    public RgbImage? Source { get; init; }

    /// <summary>
    /// The area of <see cref="Source"/> to repaint; the rest is returned byte for byte. It has the source's size, or
    /// its aspect ratio and is scaled. Soft edges blend. Unset: the whole picture is repainted.
    /// </summary>
    public MaskImage? Mask { get; init; }

    /// <summary>
    /// Pictures per batch, 1 to 8; default 8. Affects time and memory. At the model's own size, pictures were the same
    /// byte for byte; at 64x64 in batches of eight, a pixel value may differ by 1. With 1, every picture depends only
    /// on its seed, at every size and on every processor.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Whether to keep every step in <see cref="GeneratedImage.Steps"/>.</summary>
    public bool KeepSteps { get; init; }

    /// <summary>
    /// Decodes the clean guess of every n-th step and of the last one before it is reported.
    /// <see cref="GenerationProgress.Preview"/> is then available at any time on any thread. 0: none; a preview is then
    /// available during the report only.
    /// </summary>
    public int PreviewEvery { get; init; }
}
