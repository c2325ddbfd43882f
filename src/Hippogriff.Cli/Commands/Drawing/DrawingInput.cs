using Hippogriff.Cli.Hosting;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>What <c>generate</c> and <c>denoise</c> draw.</summary>
/// <param name="Choices">What the line says.</param>
/// <param name="Source">The picture to start from; null for noise alone.</param>
/// <param name="Mask">Where it is repainted; null for everywhere.</param>
internal sealed record DrawingInput(DrawingChoices Choices, RgbImage? Source = null, MaskImage? Mask = null)
{
    /// <summary>Opens the model and draws.</summary>
    /// <param name="host">Loads the model.</param>
    /// <param name="seed">Seed of the first picture.</param>
    /// <param name="read">Receives how the model reads the prompt, before anything is drawn.</param>
    /// <param name="drawn">Receives each picture as soon as it is finished.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <returns>The number of pictures.</returns>
    public Task<int> DrawAsync(
        CommandHost host,
        long seed,
        Action<PromptReading> read,
        Action<GeneratedImage> drawn,
        CancellationToken stop
    ) =>
        OpenedModel.UseAsync(
            host,
            Choices,
            async model =>
            {
                GenerationRequest request = Choices.ToRequest(model.Pipeline.Facts, seed, Source, Mask);
                read(model.Pipeline.ReadingOf(request));
                int count = 0;
                await foreach (GeneratedImage picture in model.Pipeline.DrawAsync(request, model.Progress, stop))
                {
                    drawn(picture);
                    count++;
                }
                return count;
            },
            stop
        );
}
