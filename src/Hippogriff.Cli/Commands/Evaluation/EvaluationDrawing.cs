using Hippogriff.Imaging;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>Draws the prompts of an evaluation, all with the same options.</summary>
/// <param name="pipeline">The model.</param>
/// <param name="request">The options; the prompt, the seed and the number of pictures are each drawing's.</param>
internal sealed class EvaluationDrawing(IDiffusionPipeline pipeline, GenerationRequest request)
{
    private readonly Dictionary<string, PromptReading> _readings = [];

    /// <summary>
    /// Readings of prompts that were not read as they stand: what is judged is then not what was read.
    /// </summary>
    public IReadOnlyList<PromptReading> Readings => [.. _readings.Values];

    /// <summary>The settings of all pictures, with an empty prompt.</summary>
    /// <exception cref="HippogriffException">The model cannot draw with the options.</exception>
    public GenerationSettings Settings =>
        pipeline.Facts.Prepare(request with { Seed = 0 }).Settings with
        {
            ModelHash = pipeline.Hash,
        };

    /// <summary>Draws pictures of a prompt, from consecutive seeds.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<RgbImage> Draw(string prompt, long seed, int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<GeneratedImage> drawn = pipeline
            .GenerateAsync(
                request with
                {
                    Prompt = prompt,
                    Seed = seed,
                    Count = count,
                },
                cancellationToken: cancellationToken
            )
            .GetAwaiter()
            .GetResult(); // the judge looks on the command's thread, between drawings
        if (drawn[0].Reading is { IsWhole: false } reading)
            _readings[prompt] = reading;
        return [.. drawn.Select(one => one.Image)];
    }
}
