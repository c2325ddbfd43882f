using System.Collections.Concurrent;
using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Meaning;

/// <summary>
/// Thumbnails of concepts, drawn by the model in two steps without guidance. They are cached for the life of the
/// process, except those of a model with LoRAs.
/// </summary>
public static class ConceptPictures
{
    private const int Steps = 2,
        MostKept = 2_000;
    private const long Seed = 1;
    private static readonly ConcurrentDictionary<(string Model, string Prompt), RgbImage> s_kept = new();

    /// <summary>One picture per prompt, in the model's default size.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="prompts">The prompts.</param>
    /// <param name="progress">Receives the share done.</param>
    /// <param name="cancellationToken">Stops before the next step.</param>
    public static IReadOnlyDictionary<string, RgbImage> Of(
        IPictureModel model,
        IReadOnlyCollection<string> prompts,
        IProgress<double>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        ConcurrentDictionary<(string Model, string Prompt), RgbImage> kept = model.IsAdapted ? new() : s_kept;
        string[] missing = [.. prompts.Distinct().Where(prompt => !kept.ContainsKey((model.Hash, prompt)))];
        if (kept.Count + missing.Length > MostKept)
            kept.Clear();
        using IDisposable inference = inference_mode();
        GenerationSettings settings = model.Resolve(
            new GenerationRequest
            {
                Prompt = "",
                Seed = Seed,
                Steps = Math.Min(Steps, model.Defaults.Steps),
                Guidance = 1,
            }
        );
        ModelRun run = ModelRun.Of(model, settings);
        int done = 0;
        foreach (string[] part in missing.Chunk(RowRun.AtOnce(model)))
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor start = run.Begin(RowRun.NoiseOf(model, settings, Seed).repeat(part.Length, 1, 1, 1));
            IReadOnlyList<RgbImage> drawn = RowRun.Clean(
                model,
                settings,
                new RowRun.Rows(PromptGuidance.For(run.Model, settings, part), start, run),
                cancellationToken: cancellationToken
            );
            for (int i = 0; i < part.Length; i++)
                kept[(model.Hash, part[i])] = drawn[i];
            done += part.Length;
            progress?.Report(done / (double)missing.Length);
        }
        return prompts
            .Distinct()
            .Where(prompt => kept.ContainsKey((model.Hash, prompt)))
            .ToDictionary(prompt => prompt, prompt => kept[(model.Hash, prompt)]);
    }
}
