using Hippogriff.Denoising.Schedulers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>The parameters of a sampling run.</summary>
public sealed record SamplingPlan
{
    /// <summary>
    /// The denoiser. A wrapper may use another condition at each level, for example for a ControlNet or for prompts
    /// that change during sampling.
    /// </summary>
    public required Denoiser Denoiser { get; init; }

    /// <summary>The noise family.</summary>
    public required NoiseFamily Family { get; init; }

    /// <summary>Name of the sampler, see <see cref="SamplerRegistry.Names"/>.</summary>
    public required string Sampler { get; init; }

    /// <summary>Falling noise levels, the last one 0; see <see cref="SamplingRun.Levels"/>.</summary>
    public required double[] Levels { get; init; }

    /// <summary>
    /// Draws standard normal noise in the shape of the batch [N, C, h, w]. The first draw is the initial noise if
    /// <see cref="Start"/> is null; stochastic samplers draw the others.
    /// </summary>
    public required Func<Tensor> Noise { get; init; }

    /// <summary>A clean batch to add the initial noise to [1 or N, C, h, w]; null for pure noise.</summary>
    public Tensor? Source { get; init; }

    /// <summary>A batch that already has the first level [N, C, h, w]; then no initial noise is drawn.</summary>
    public Tensor? Start { get; init; }

    /// <summary>Called with the first level and the initial batch before the first step; the tensor is valid only
    /// during the call.
    /// </summary>
    public Action<double, Tensor>? OnStart { get; init; }

    /// <summary>Called after every step; its tensors are valid only during the call.</summary>
    public Action<SamplerStep>? OnStep { get; init; }

    /// <summary>See <see cref="SamplerContext.Eta"/>.</summary>
    public double? Eta { get; init; }

    /// <summary>
    /// The run of a model's scheduler, whose sampler and beginning replace those of the registries; family and levels
    /// are then its own. Null for none.
    /// </summary>
    public SchedulerRun? Scheduler { get; init; }

    /// <summary>See <see cref="SamplerContext.AfterStep"/>.</summary>
    public Func<int, Tensor, Tensor>? AfterStep { get; init; }
}

/// <summary>The sampling run: levels, initial batch, sampler. All sampling uses it.</summary>
public static class SamplingRun
{
    /// <summary>The noise levels of a complete run, or of its last part.</summary>
    /// <param name="schedule">Name of the schedule, see <see cref="ScheduleRegistry.Names"/>.</param>
    /// <param name="family">The model's family.</param>
    /// <param name="steps">Number of steps to take, at least 1.</param>
    /// <param name="strength">1: from pure noise; below 1: from a picture with some noise.</param>
    /// <exception cref="HippogriffException">There is no such schedule, or the strength is out of its
    /// range.</exception>
    public static double[] Levels(string schedule, NoiseFamily family, int steps, double strength = 1) =>
        PartialSchedule.Of(ScheduleRegistry.Default.Get(schedule), family, steps, strength);

    /// <summary>Runs the sampler.</summary>
    /// <returns>The batch at the last level [N, C, h, w], owned by the caller.</returns>
    /// <exception cref="HippogriffException">There is no such sampler.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled; checked before every step.</exception>
    public static Tensor Draw(SamplingPlan plan, CancellationToken cancellationToken = default)
    {
        Sampler sampler = plan.Scheduler?.Sampler ?? SamplerRegistry.Default.Get(plan.Sampler);
        using DisposeScope scope = NewDisposeScope();
        Tensor x = plan.Start ?? Begin(plan);
        plan.OnStart?.Invoke(plan.Levels[0], x);
        SamplerContext context = new(plan.Family, plan.Noise, plan.OnStep, plan.Eta, cancellationToken)
        {
            AfterStep = plan.AfterStep,
        };
        return sampler(plan.Denoiser, x, plan.Levels, context).MoveToOuterDisposeScope();
    }

    /// <summary>Pure noise, or the source with noise added.</summary>
    private static Tensor Begin(SamplingPlan plan)
    {
        Tensor noise = plan.Noise();
        return plan.Source is not { } source
            ? plan.Scheduler?.Begin(noise) ?? noise * Held(plan.Levels[0])
            : plan.Family.AddNoise(source.expand(noise.shape[0], -1, -1, -1), noise, plan.Levels[0]);
    }
}
