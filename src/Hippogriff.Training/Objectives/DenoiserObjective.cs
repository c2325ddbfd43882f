using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Training.Loop;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>Settings of the denoiser's objective.</summary>
/// <param name="Prediction">What the network predicts.</param>
/// <param name="LogitMean">Noise levels are drawn as sigmoid(mean + std * n) (2403.03206, section 3.1).</param>
/// <param name="LogitStd">See <paramref name="LogitMean"/>.</param>
/// <param name="MaxWeight">Cap of the weight 1 / sigma^2, which converts the error of x0 to that of the
/// velocity.</param>
/// <param name="CaptionDropout">Share of dropped captions, for classifier-free guidance (2207.12598).</param>
/// <param name="LayoutShare">Share of pictures whose level is drawn uniformly from <see cref="LayoutFrom"/> to 1
/// instead. The layout is decided at these levels, almost only by the prompt, and the logit-normal distribution rarely
/// samples them.</param>
/// <param name="PartsWeight">Weight of the auxiliary layout loss (<see cref="PartHead"/>); 0 for none. Only for a U-Net
/// on composed scenes.</param>
/// <param name="AlignWeight">Weight of the alignment of the middle with the features of the recipe's judge
/// (<see cref="AlignHead"/>); 0 for none. Only for a U-Net.</param>
/// <param name="Stratified">Spreads the noise levels of a batch evenly over their distribution, instead of drawing each
/// alone.</param>
public sealed record DenoiserObjectiveSettings(
    Prediction Prediction = Prediction.Sample,
    double LogitMean = 0,
    double LogitStd = 1,
    double MaxWeight = 16,
    double CaptionDropout = 0.1,
    double PartsWeight = 0,
    double LayoutShare = 0,
    double AlignWeight = 0,
    bool Stratified = false
)
{
    /// <summary>Noise level above which almost nothing of the picture is visible.</summary>
    internal const double LayoutFrom = 0.85;
}

/// <summary>
/// Denoising in pixels or on an autoencoder's latent, for any noise family and prediction. Our own models are trained
/// by flow matching on the straight path x = (1 - sigma) x0 + sigma noise (2210.02747). Errors are weighted by
/// <see cref="PredictionExtensions.LossWeight"/>.
/// </summary>
/// <param name="learner">The network.</param>
/// <param name="source">Pictures and captions, in the output size.</param>
/// <param name="batchSize">Pictures per update.</param>
/// <param name="settings">Settings.</param>
/// <param name="heads">The auxiliary heads on the network's middle, of the same type and on the same device; null for
/// none.</param>
/// <param name="family">Noise family; null for the straight flow of our own models.</param>
public sealed class DenoiserObjective(
    LearningNetwork learner,
    IExampleSource source,
    int batchSize,
    DenoiserObjectiveSettings settings,
    MiddleHeads? heads = null,
    NoiseFamily? family = null
) : IObjective<PictureBatch>
{
    private readonly IExampleSource _read = DownsampledSource.Of(
        source,
        learner.Autoencoder?.Config.UpsampleFactor ?? 1
    );
    private readonly NoiseFamily _family = family ?? new Flow();
    private readonly NoiseLevelSampler _levels = new(settings, learner.Device);
    private readonly NetworkWithHeads? _both = heads is null ? null : new NetworkWithHeads(learner.Network, heads);

    /// <inheritdoc/>
    public nn.Module Network => _both is null ? learner.Network : _both;

    /// <summary>Prefix of the network's parameters in <see cref="Network"/>.</summary>
    public string Prefix => _both is null ? "" : NetworkWithHeads.Prefix;

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public PictureBatch Prepare(long step)
    {
        PictureBatch batch = PictureBatch.Take(_read, step, batchSize);
        if (heads?.Parts is null || source is not IPartSource truth)
            return batch;
        int side =
            2
            * batch.Width
            / (learner.Network.Denoiser.SizeMultiple << (learner.Autoencoder?.Config.Widths.Length ?? 0));
        return batch with
        {
            Parts = [.. Enumerable.Range(0, batchSize).Select(i => truth.Parts(step * batchSize + i, side))],
        };
    }

    /// <inheritdoc/>
    public double FlopsOf(PictureBatch batch)
    {
        Autoencoder? codec = learner.Autoencoder;
        (int height, int width, int cell) = (batch.Height, batch.Width, 1 << (codec?.Config.Widths.Length ?? 0));
        double learned =
                learner.Network.Denoiser.FlopsPerPass(height / cell, width / cell)
                + learner.Network.TextEncoder.FlopsPerPrompt,
            upsampled = codec?.Config.UpsampleFactor ?? 1,
            encoded = codec?.FlopsOfEncoding((int)(height * upsampled), (int)(width * upsampled)) ?? 0;
        return batch.Count * (3 * learned + encoded);
    }

    /// <inheritdoc/>
    public Tensor Loss(PictureBatch batch, BatchRandom random)
    {
        Tensor clean = Target(batch); // [N, C, H, W]
        Tensor sigma = Levels(clean.shape[0], random);
        (Tensor apart, Tensor? bottleneck) = At(batch, clean, sigma, random, withHeads: true);
        if (bottleneck is not null && batch.Parts.Count > 0)
            apart = apart.Plus(Held(settings.PartsWeight) * heads!.Parts!.Loss(bottleneck, batch.Parts));
        if (bottleneck is not null && heads?.Alignment is { } alignment)
            apart = apart.Plus(
                Held(settings.AlignWeight)
                    * alignment.Loss(bottleneck, batch.Pixels(learner.Device, ScalarType.Float32))
            );
        return apart.mean();
    }

    /// <summary>
    /// Noise levels for pictures [N]: network times are drawn in (0, 1) and converted by the noise family.
    /// </summary>
    internal Tensor Levels(long count, BatchRandom random) => _family.SigmaAt(_levels.Times(count, random));

    /// <summary>
    /// The loss of each picture [N] at given noise levels [N], of the prediction alone; also used in evaluation.
    /// </summary>
    public Tensor LossAt(PictureBatch batch, Tensor clean, Tensor sigma, BatchRandom random) =>
        At(batch, clean, sigma, random, withHeads: false).Loss;

    private (Tensor Loss, Tensor? Bottleneck) At(
        PictureBatch batch,
        Tensor clean,
        Tensor sigma,
        BatchRandom random,
        bool withHeads
    )
    {
        Tensor noise = random.Normal(clean.shape, learner.Device);
        Tensor words = Captions(batch, random);
        (Tensor input, Tensor time) = Noisy(clean, noise, sigma);
        (Tensor raw, Tensor? bottleneck) =
            _both is null || !withHeads || (batch.Parts.Count == 0 && heads?.Alignment is null)
                ? (learner.Network.call(input, time, words), null)
                : _both.Both(input, time, words);
        Tensor missed = raw.to(ScalarType.Float32) - settings.Prediction.Target(_family, clean, noise, sigma);
        return (missed.Squared().mean([1, 2, 3]) * Weight(sigma), bottleneck);
    }

    /// <summary>
    /// The network's input: noisy pictures [N, C, H, W] in its type, scaled by its noise family, and its times [N].
    /// </summary>
    internal (Tensor Input, Tensor Time) Noisy(Tensor clean, Tensor noise, Tensor sigma)
    {
        (Tensor input, Tensor time) = _family.NetworkInput(_family.Mix(clean, noise, sigma), sigma);
        return (input.to(learner.Type), time);
    }

    /// <summary>The captions as word indices [N, L], with some captions dropped.</summary>
    internal Tensor Captions(PictureBatch batch, BatchRandom random)
    {
        Tensor kept = random.Uniform([batch.Count, 1], learner.Device) >= Held(settings.CaptionDropout);
        return learner.Vocabulary.Encode(batch.Captions, learner.Network.TextEncoder.Config.Length).to(learner.Device)
            * kept.to(ScalarType.Int64); // 0 is padding
    }

    /// <summary>Loss weight at each noise level [N].</summary>
    internal Tensor Weight(Tensor sigma) => settings.Prediction.LossWeight(sigma, settings.MaxWeight);

    /// <summary>
    /// The clean target for a batch of <see cref="Prepare"/>: pixels or their latent [N, C, H, W], float32.
    /// </summary>
    public Tensor Target(PictureBatch batch)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Autoencoder? autoencoder = learner.Autoencoder;
        Tensor pixels = batch.Pixels(learner.Device, autoencoder is null ? ScalarType.Float32 : learner.Type);
        return (autoencoder is null ? pixels : autoencoder.EncodeDownsampled(pixels))
            .to(ScalarType.Float32)
            .MoveToOuterDisposeScope();
    }
}
