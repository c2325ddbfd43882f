using System.Diagnostics.CodeAnalysis;
using Hippogriff.Imaging;

namespace Hippogriff.Pipelines;

/// <summary>
/// <see cref="GenerationOptions"/>, and what only this process has: pictures in memory, and what is wanted back.
/// </summary>
public sealed record GenerationRequest : GenerationOptions
{
    /// <summary>A request of a prompt alone.</summary>
    public GenerationRequest() { }

    /// <summary>A request with the options of another one, or with stored ones.</summary>
    /// <param name="options">What to draw and how.</param>
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
    /// Where <see cref="Source"/> is painted anew; the rest of it comes back byte for byte. Of the source's size, or of
    /// its proportions and scaled to it. Soft edges blend. Unset: the whole picture is painted anew.
    /// </summary>
    public MaskImage? Mask { get; init; }

    /// <summary>
    /// How many pictures are drawn at once, 1 to 8, the usual. It changes time and memory. At the model's own size the
    /// pictures were the same byte for byte; at 64x64 in batches of eight a value of a pixel may differ by 1. With 1
    /// every picture is what its seed gives alone, at every size and on every processor.
    /// </summary>
    public int? BatchSize { get; init; }

    /// <summary>Keeps every step in <see cref="GeneratedImage.Steps"/>.</summary>
    public bool KeepSteps { get; init; }

    /// <summary>
    /// Decodes the clean guess of every n-th step and of the last one before it is reported, so that
    /// <see cref="GenerationProgress.Preview"/> has it at any time, on any thread. 0: none; then a preview can be asked
    /// for during the report only.
    /// </summary>
    public int PreviewEvery { get; init; }
}
