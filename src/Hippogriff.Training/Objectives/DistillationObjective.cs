using Hippogriff.Data.Examples;
using Hippogriff.Denoising;
using Hippogriff.Models;
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

/// <summary>What the student of a distillation imitates.</summary>
/// <param name="Network">The network, in the student's type and in evaluation mode.</param>
/// <param name="Prediction">What it and the student predict.</param>
/// <param name="Family">Their noise family.</param>
/// <param name="Shape">Shape [C, h, w] of the denoised tensor.</param>
public sealed record DistillationTeacher(
    TextToImageNetwork Network,
    Prediction Prediction,
    NoiseFamily Family,
    IReadOnlyList<long> Shape
);

/// <summary>
/// Progressive distillation (2202.00512) with guidance distillation (2210.03142, section 3). The teacher samples from
/// pure noise in many guided steps. The student learns to make several of them in one unguided step. Lessons come from
/// the teacher's own trajectories, as in sampling, so no pictures are needed.
/// </summary>
/// <param name="teacher">What is imitated.</param>
/// <param name="student">The student, with the teacher's architecture, initial weights and vocabulary.</param>
/// <param name="source">Source of prompts: the training captions.</param>
/// <param name="settings">Settings.</param>
public sealed class DistillationObjective(
    DistillationTeacher teacher,
    LearningNetwork student,
    IExampleSource source,
    DistillationSettings settings
) : IObjective<IReadOnlyList<string>>
{
    private readonly double[] _levels = // from pure noise to 0, evenly in the network's time
    [
        .. Enumerable
            .Range(0, settings.Steps * settings.Substeps)
            .Select(i => teacher.Family.SigmaAt(1 - i / (double)(settings.Steps * settings.Substeps))),
        0,
    ];

    /// <inheritdoc/>
    public nn.Module Network => student.Network;

    /// <summary>Lessons per update.</summary>
    public int BatchSize => settings.Prompts * settings.Steps;

    /// <inheritdoc/>
    public IReadOnlyList<string> Prepare(long step) =>
        [.. Enumerable.Range(0, settings.Prompts).Select(i => source.Get(step * settings.Prompts + i).Caption)];

    /// <inheritdoc/>
    public Tensor Loss(IReadOnlyList<string> prompts, BatchRandom random)
    {
        // [P, L]
        Tensor words = student.Vocabulary.Encode(prompts, student.Network.TextEncoder.Config.Length).to(student.Device);
        (Tensor noisy, Tensor sigma, Tensor goal) = Lessons(words, random); // [S * P, C, h, w], [S * P]
        Tensor guess = Guess(student.Network, noisy, sigma, words.repeat(settings.Steps, 1));
        return (
            (guess - goal).Squared().mean([1, 2, 3]) * sigma.pow(Held(-2)).clamp_max(Held(settings.MaxWeight))
        ).mean();
    }

    /// <summary>
    /// The teacher's states at the student's levels, and the clean guess that reaches the next level in one straight
    /// step: with x' = x + (s' - s) (x - D) / s, D = x - s (x - x') / (s - s').
    /// </summary>
    internal (Tensor Noisy, Tensor Sigma, Tensor Goal) Lessons(Tensor words, BatchRandom random)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor[] met = Trajectory(words, random, scope);

        // 1. The student makes several of the teacher's steps in one: its stations and their levels.
        Tensor[] stations = [.. Enumerable.Range(0, settings.Steps + 1).Select(k => met[k * settings.Substeps])];
        double[] levels = [.. Enumerable.Range(0, settings.Steps + 1).Select(k => _levels[k * settings.Substeps])];

        // 2. The guess that leads from each station to the next.
        Tensor goals = cat([
            .. Enumerable
                .Range(0, settings.Steps)
                .Select(k =>
                    stations[k] - Held(levels[k] / (levels[k] - levels[k + 1])) * (stations[k] - stations[k + 1])
                ),
        ]);
        Tensor sigma = cat([.. levels.Take(settings.Steps).Select(s => Levels(words.shape[0], s))]);
        return (
            cat(stations.Take(settings.Steps).ToArray()).MoveToOuterDisposeScope(),
            sigma.MoveToOuterDisposeScope(),
            goals.MoveToOuterDisposeScope()
        );
    }

    /// <summary>The teacher's states [P, C, h, w] from pure noise to a picture, all its steps.</summary>
    private Tensor[] Trajectory(Tensor words, BatchRandom random, DisposeScope scope)
    {
        long prompts = words.shape[0];
        List<Tensor> met = [random.Normal([prompts, .. teacher.Shape], student.Device) * Held(_levels[0])];
        SamplingRun.Draw(
            new SamplingPlan
            {
                Denoiser = Guided(words),
                Family = teacher.Family,
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
        return [.. met];
    }

    /// <summary>The teacher with its guidance, for prompts as word indices [P, L].</summary>
    private Denoiser Guided(Tensor words)
    {
        long prompts = words.shape[0];
        Tensor both = cat([zeros_like(words), words]); // no words, then the words
        return (x, s) =>
        {
            double guidance = settings.GuidanceAt(teacher.Family.TimeAt(s));
            if (guidance == 1)
                return Guess(teacher.Network, x, Levels(prompts, s), words);
            Tensor guesses = Guess(teacher.Network, cat([x, x]), Levels(2 * prompts, s), both);
            Tensor without = guesses.narrow(0, 0, prompts),
                with = guesses.narrow(0, prompts, prompts);
            return without.Plus(Held(guidance) * (with - without));
        };
    }

    private Tensor Levels(long count, double sigma) =>
        full(count, Held(sigma), dtype: ScalarType.Float32, device: student.Device);

    /// <summary>The clean guess of a network for noisy pictures [N, C, h, w] at levels [N] with words [N, L].</summary>
    private Tensor Guess(TextToImageNetwork network, Tensor noisy, Tensor sigma, Tensor words)
    {
        (Tensor input, Tensor time) = teacher.Family.NetworkInput(noisy, sigma);
        Tensor raw = network.call(input.to(student.Type), time, words).to(ScalarType.Float32);
        return teacher.Prediction.ToClean(teacher.Family, noisy, raw, sigma);
    }
}
