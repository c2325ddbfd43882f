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

/// <summary>How a student is taught to take long steps.</summary>
/// <param name="Steps">Steps that the student draws in.</param>
/// <param name="Substeps">Steps of the teacher for each of those.</param>
/// <param name="Guidance">The teacher's guidance scale, which the student learns along with the rest.</param>
/// <param name="Prompts">Prompts an update; each gives <paramref name="Steps"/> lessons.</param>
/// <param name="GuidanceInterval">Where on the way the teacher is guided, in time from 1 (pure noise) to 0 (clean);
/// null: everywhere.</param>
/// <param name="MaxWeight">Cap of the weight 1 / sigma^2 that turns the guess's error into that of the next, less noisy
/// picture.</param>
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
/// Progressive distillation (2202.00512) with guidance distilled in (2210.03142, section 3): the teacher walks from
/// pure noise to a picture in many guided steps, and the student learns to make several of them in one unguided step.
/// Lessons are taken from the teacher's own walks, so that the student sees what it will meet when it draws, and no
/// pictures are needed.
/// </summary>
/// <param name="teacher">Knows how; in <paramref name="type"/>, in evaluation mode.</param>
/// <param name="student">Learns; of the same design as the teacher, beginning with its weights.</param>
/// <param name="vocabulary">The words of both.</param>
/// <param name="prediction">What both predict.</param>
/// <param name="family">How both were taught to see noise.</param>
/// <param name="source">Where prompts come from: the captions of training.</param>
/// <param name="shape">[C, h, w] of what is denoised.</param>
/// <param name="settings">See there.</param>
/// <param name="type">What the networks compute in.</param>
/// <param name="device">Where they are.</param>
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

    public nn.Module Network => student;

    /// <summary>Lessons an update.</summary>
    public int BatchSize => settings.Prompts * settings.Steps;

    public IReadOnlyList<string> Prepare(long step) =>
        [.. Enumerable.Range(0, settings.Prompts).Select(i => source.Get(step * settings.Prompts + i).Caption)];

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
    /// Where the teacher was at the student's levels, and the clean guess that would have taken it to the next of them
    /// in one straight step: with x' = x + (s' - s) (x - D) / s, D = x - s (x - x') / (s - s').
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

    /// <summary>The clean guess of a network for noisy pictures [N, C, h, w] at levels [N], words [N, L].</summary>
    private Tensor Guess(TextToImageNetwork network, Tensor noisy, Tensor sigma, Tensor words)
    {
        (Tensor input, Tensor time) = family.NetworkInput(noisy, sigma);
        Tensor raw = network.call(input.to(type), time, words).to(ScalarType.Float32);
        return prediction.ToClean(family, noisy, raw, sigma);
    }
}
