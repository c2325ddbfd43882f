using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.Devices;
using Hippogriff.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Diagnosis;

/// <summary>
/// Measures a model's denoising error on fixed pictures and fixed noise at each level. Captions are the picture's own,
/// empty, or of another picture. The inputs are always the same, so results are comparable during a run and between
/// models.
/// </summary>
public sealed class DenoiserExam
{
    /// <summary>Default number of pictures.</summary>
    public const int Default = 24;

    private const double NoisyFrom = 0.5; // below, the picture itself says what is in it, and words hardly matter
    private const long NoiseSeed = 71;
    private readonly PictureBatch _batch;
    private readonly string[]? _others;

    /// <param name="pictures">The pictures, of one size.</param>
    public DenoiserExam(IReadOnlyList<Example> pictures)
    {
        _batch = PictureBatch.Of(pictures);
        string[] own = [.. pictures.Select(p => p.Caption)];
        _others =
            own.Distinct().Count() < 2
                ? null
                :
                [
                    .. own.Select(
                        (caption, i) =>
                            Enumerable
                                .Range(1, own.Length - 1)
                                .Select(k => own[(i + k) % own.Length])
                                .First(other => other != caption)
                    ),
                ];
    }

    /// <summary>The noise levels as network times in (0, 1); for our own models, the share of noise.</summary>
    public static IReadOnlyList<double> Levels { get; } = [0.1, 0.3, 0.5, 0.7, 0.85, 0.95];

    /// <summary>
    /// An examination on pictures of a source. For an endless source they are never used in training; for a folder they
    /// are its own, of the most common size.
    /// </summary>
    public static DenoiserExam Of(IExampleSource source, int count = Default) => new([.. source.ForExamination(count)]);

    /// <summary>Runs the examination.</summary>
    /// <param name="model">The model; the caller owns the thread of its device.</param>
    /// <param name="words">Whether to measure also without captions and with other captions, which takes three times as
    /// long.</param>
    public Examination Look(IPictureModel model, bool words = true)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = model.Encode(_batch.Pixels(model.Device, ScalarType.Float32)); // [N, C, h, w]
        Tensor mean = clean.mean([0, 2, 3], keepdim: true);
        double worst = Math.Max((clean - mean).Squared().mean().item<float>(), 1e-6);
        using Generator random = new(0, model.Device);
        random.manual_seed(NoiseSeed);
        List<LevelLoss> levels = [];
        double[] own = new double[_batch.Count],
            other = new double[_batch.Count];
        Denoiser said = model.For([.. _batch.Captions]);
        Denoiser? silent = words ? model.For([.. _batch.Captions.Select(_ => "")]) : null,
            swapped = words && _others is not null ? model.For(_others) : null;
        foreach (double time in Levels)
        {
            double sigma = model.Family.SigmaAt(time);
            using DisposeScope level = NewDisposeScope();
            Tensor noise = randn(clean.shape, dtype: ScalarType.Float32, device: model.Device, generator: random);
            Tensor noisy = model.Family.AddNoise(clean, noise, sigma);
            double[] with = Losses(said),
                without = Losses(silent),
                wrong = Losses(swapped);
            levels.Add(new LevelLoss(time, with.Average(), without.Average(), wrong.Average()));
            if (time < NoisyFrom)
                continue;
            for (int i = 0; i < own.Length; i++)
                (own[i], other[i]) = (own[i] + with[i], other[i] + wrong[i]);

            double[] Losses(Denoiser? denoise) =>
                denoise is null
                    ? [.. Enumerable.Repeat(double.NaN, _batch.Count)]
                    : [.. ErrorsOf(denoise(noisy, sigma), clean).Select(e => e / worst)];
        }
        (double gain, double error) = Gain(own, other);
        return new Examination(levels, _batch.Count, gain, error);
    }

    /// <summary>The mean squared error of each guess.</summary>
    private static float[] ErrorsOf(Tensor guess, Tensor clean) =>
        TensorNumbers.Of<float>((guess - clean).Squared().mean([1, 2, 3]));

    /// <summary>Mean difference divided by the mean of <paramref name="own"/>, and its standard error.</summary>
    internal static (double Gain, double Error) Gain(double[] own, double[] other)
    {
        double[] differences = [.. own.Zip(other, (a, b) => b - a)];
        double mean = differences.Average(),
            all = own.Average();
        double variance = differences.Sum(d => (d - mean) * (d - mean)) / Math.Max(1, differences.Length - 1);
        return (mean / all, Math.Sqrt(variance / differences.Length) / all);
    }
}
