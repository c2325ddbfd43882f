using Hippogriff.Denoising;
using Hippogriff.Imaging;
using Hippogriff.Insight.Chance;
using Hippogriff.Insight.Drawing;
using Hippogriff.Insight.Spread;
using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>Draws prompt by prompt, and measures all pictures after each.</summary>
/// <param name="seeds">Number of pictures of each prompt.</param>
internal sealed class SpreadLadder(int seeds)
{
    private readonly List<IReadOnlyList<RgbImage>> _drawn = [];
    private readonly List<string> _prompts = [];

    /// <summary>The pictures of each prompt so far.</summary>
    public IReadOnlyList<IReadOnlyList<RgbImage>> Drawn => _drawn;

    /// <summary>Draws the pictures of the request's prompt, and measures all so far.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="request">Settings with the next prompt.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="stop">Stops before the next step.</param>
    public Task<SpreadStory> NextAsync(
        DiffusionPipeline pipeline,
        GenerationRequest request,
        IProgress<double> progress,
        CancellationToken stop
    ) =>
        pipeline.RunAsync(
            (model, ending) =>
            {
                GenerationSettings settings = model.Resolve(request);
                using IDisposable? changed = model.Adapt(request.Loras ?? []);
                TablePlan plan = new([settings.Prompt], Seeds.From(settings.Seed, seeds));
                _drawn.Add(LatentWalk.Table(model, settings, plan, progress, ending)[0]);
                _prompts.Add(request.Prompt);
                return PromptSpread.Measure(
                    settings,
                    _prompts,
                    [.. _prompts.Select(model.ReadingNow)],
                    _drawn,
                    FeatureSpace.Default(model)
                );
            },
            stop
        );
}
