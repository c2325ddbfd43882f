using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Insight.Drawing;

/// <summary>
/// Samples a batch whose rows have their own prompts and initial noise but share all other settings. For one prompt and
/// its noise, the steps equal those of <see cref="TextToImage"/>.
/// </summary>
internal static class RowRun
{
    /// <summary>Maximum number of rows in one pass; guidance doubles them.</summary>
    public const int Most = 16;

    /// <summary>Rows in one pass of a model; large networks, which usually draw one by one, do so here.</summary>
    public static int AtOnce(IPictureModel model) => model.Facts.UsualBatch == 1 ? 1 : Most;

    /// <summary>The initial noise of picture 0 of a seed [1, C, h, w].</summary>
    public static Tensor NoiseOf(IPictureModel model, GenerationSettings settings, long seed)
    {
        using SeededNoise noise = new(seed, 1, model.ShapeFor(settings.Width, settings.Height), model.Device);
        return noise.Draw();
    }

    /// <summary>What is denoised.</summary>
    /// <param name="Denoise">The denoiser of the rows.</param>
    /// <param name="Start">The rows at the first level [K, C, h, w].</param>
    /// <param name="Run">Levels and sampler.</param>
    public readonly record struct Rows(Denoiser Denoise, Tensor Start, ModelRun Run);

    /// <summary>Denoises the rows and decodes them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Sampler, and seed of the noise that stochastic samplers add (the same for all
    /// rows).</param>
    /// <param name="rows">What is denoised.</param>
    /// <param name="onStep">Called after every step.</param>
    /// <param name="cancellationToken">Checked before every step.</param>
    /// <exception cref="HippogriffException">There is not enough memory, or a number overflowed.</exception>
    public static IReadOnlyList<Imaging.RgbImage> Clean(
        IPictureModel model,
        GenerationSettings settings,
        Rows rows,
        Action<SamplerStep>? onStep = null,
        CancellationToken cancellationToken = default
    )
    {
        Tensor start = rows.Start;
        MemoryNeed.Require(model, settings, (int)start.shape[0], (int)start.shape[0]);
        using DisposeScope scope = NewDisposeScope();
        using SeededNoise fresh = new(settings.Seed, 1, start.shape[1..], model.Device);
        fresh.Draw().Dispose(); // the start of a drawing; what a stochastic sampler adds comes after it
        Tensor done = SamplingRun.Draw(
            rows.Run.Plan(rows.Denoise, settings, () => Spread(fresh.Draw(), start.shape[0])) with
            {
                Start = start,
                OnStep = onStep,
            },
            cancellationToken
        );
        return Imaging.ImageTensor.ToImages(DrawnPixels.Of(model, done));
    }

    private static Tensor Spread(Tensor noise, long rows) => rows == 1 ? noise : noise.repeat(rows, 1, 1, 1);
}
