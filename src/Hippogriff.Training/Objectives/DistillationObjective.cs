using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using Hippogriff.Training.Loop;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>Settings of a distillation.</summary>
/// <param name="Steps">Sampling steps of the student.</param>
/// <param name="Substeps">Teacher steps per student step.</param>
/// <param name="Guidance">The teacher's guidance scale, which is distilled into the student.</param>
/// <param name="Prompts">Prompts per update; each gives <paramref name="Steps"/> lessons.</param>
/// <param name="GuidanceInterval">Times at which the teacher uses guidance, from 1 (pure noise) to 0 (clean); null:
/// all.</param>
/// <param name="MaxWeight">Cap of the weight 1 / sigma^2, which converts the error of the guess to that of the next,
/// less noisy picture.</param>
public sealed record DistillationSettings(
    int Steps = 8,
    int Substeps = 2,
    double Guidance = 4,
    int Prompts = 2,
    double MaxWeight = 10,
    GuidanceInterval? GuidanceInterval = null
)
{
    /// <summary>The teacher's guidance scale at a network time in [0, 1].</summary>
    internal double GuidanceAt(double time) => GuidanceInterval is { } stretch && !stretch.Holds(time) ? 1 : Guidance;
}

/// <summary>
/// Progressive distillation (2202.00512) with guidance distillation (2210.03142, section 3). The teacher samples from
/// pure noise in many guided steps. The student learns to make several of them in one unguided step. Lessons come from
/// the teacher's own trajectories, as in sampling, so no pictures are needed.
/// </summary>
/// <param name="teacher">The teacher, in <paramref name="type"/> and evaluation mode.</param>
/// <param name="student">The student, with the teacher's architecture and initial weights.</param>
/// <param name="vocabulary">Vocabulary of both.</param>
/// <param name="prediction">Prediction type of both.</param>
/// <param name="family">Noise family of both.</param>
/// <param name="source">Source of prompts: the training captions.</param>
/// <param name="shape">Shape [C, h, w] of the denoised tensor.</param>
/// <param name="settings">Settings.</param>
/// <param name="type">Data type of the networks.</param>
/// <param name="device">Device of the networks.</param>
public sealed class DistillationObjective(
    TextToImageNetwork teacher,
    TextToImageNetwork student,
    Vocabulary vocabulary,
    Prediction prediction,
    NoiseFamily family,
    IExampleSource source,
    long[] shape,
    DistillationSettings settings,
    ScalarType type,
    Device device
) : IObjective<IReadOnlyList<string>>
{
    private readonly double[] _levels = // from pure noise to 0, evenly in the network's time
    [
        .. Enumerable
            .Range(0, settings.Steps * settings.Substeps)
            .Select(i => family.SigmaAt(1 - i / (double)(settings.Steps * settings.Substeps))),
        0,
    ];

    /// <inheritdoc/>
    public nn.Module Network => student;

    /// <summary>Lessons per update.</summary>
    public int BatchSize => settings.Prompts * settings.Steps;

    /// <inheritdoc/>
    public IReadOnlyList<string> Prepare(long step) =>
        [.. Enumerable.Range(0, settings.Prompts).Select(i => source.Get(step * settings.Prompts + i).Caption)];

    /// <inheritdoc/>
    public Tensor Loss(IReadOnlyList<string> prompts, Generator random)
    {
        Tensor words = vocabulary.Encode(prompts, teacher.TextEncoder.Config.Length).to(device); // [P, L]
        (Tensor noisy, Tensor sigma, Tensor goal) = Lessons(words, random); // [S * P, C, h, w], [S * P]
        Tensor guess = Guess(student, noisy, sigma, words.repeat(settings.Steps, 1));
        return (
            (guess - goal).Squared().mean([1, 2, 3]) * sigma.pow(Held(-2)).clamp_max(Held(settings.MaxWeight))
        ).mean();
    }

    /// <summary>
    /// The teacher's states at the student's levels, and the clean guess that reaches the next level in one straight
    /// step: with x' = x + (s' - s) (x - D) / s, D = x - s (x - x') / (s - s').
    /// </summary>
    internal (Tensor Noisy, Tensor Sigma, Tensor Goal) Lessons(Tensor words, Generator random)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int prompts = (int)words.shape[0];
        Tensor both = cat([zeros_like(words), words]); // no words, then the words
        List<Tensor> met =
        [
            randn([prompts, .. shape], dtype: ScalarType.Float32, device: device, generator: random) * Held(_levels[0]),
        ];
        SamplingRun.Draw(
            new SamplingPlan
            {
                Denoiser = Guided,
                Family = family,
                Sampler = "euler",
                Levels = _levels,
                Noise = () => throw new InvalidOperationException("Euler's method takes no noise."),
                Start = met[0],
                OnStep = step =>
                {
                    met.Add(step.Noisy.clone().DetachFromDisposeScope());
                    scope.Attach(met[^1]);
                },
            }
        );
        Tensor[] stations = [.. Enumerable.Range(0, settings.Steps + 1).Select(k => met[k * settings.Substeps])];
        double[] levels = [.. Enumerable.Range(0, settings.Steps + 1).Select(k => _levels[k * settings.Substeps])];
        Tensor goals = cat([
            .. Enumerable
                .Range(0, settings.Steps)
                .Select(k =>
                    stations[k] - Held(levels[k] / (levels[k] - levels[k + 1])) * (stations[k] - stations[k + 1])
                ),
        ]);
        Tensor sigma = cat([
            .. levels
                .Take(settings.Steps)
                .Select(s => full(prompts, Held(s), dtype: ScalarType.Float32, device: device)),
        ]);
        return (
            cat(stations.Take(settings.Steps).ToArray()).MoveToOuterDisposeScope(),
            sigma.MoveToOuterDisposeScope(),
            goals.MoveToOuterDisposeScope()
        );

        Tensor Guided(Tensor x, double s)
        {
            double guidance = settings.GuidanceAt(family.TimeAt(s));
            if (guidance == 1)
                return Guess(teacher, x, full(prompts, Held(s), dtype: ScalarType.Float32, device: device), words);
            Tensor guesses = Guess(
                teacher,
                cat([x, x]),
                full(2 * prompts, Held(s), dtype: ScalarType.Float32, device: device),
                both
            );
            Tensor without = guesses.narrow(0, 0, prompts),
                with = guesses.narrow(0, prompts, prompts);
            return without.Plus(Held(guidance) * (with - without));
        }
    }

    /// <summary>The clean guess of a network for noisy pictures [N, C, h, w] at levels [N] with words [N, L].</summary>
    private Tensor Guess(TextToImageNetwork network, Tensor noisy, Tensor sigma, Tensor words)
    {
        (Tensor input, Tensor time) = family.NetworkInput(noisy, sigma);
        Tensor raw = network.call(input.to(type), time, words).to(ScalarType.Float32);
        return prediction.ToClean(family, noisy, raw, sigma);
    }
}
