using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Denoising;

/// <summary>A past level of a sampler. The loop owns its tensors.</summary>
/// <param name="Sigma">Noise level.</param>
/// <param name="Lambda">Half the log signal-to-noise ratio; negative infinity for pure noise.</param>
/// <param name="X">The batch at that level [N, C, H, W].</param>
/// <param name="Clean">The clean guess at that level [N, C, H, W].</param>
public readonly record struct PastStep(double Sigma, double Lambda, Tensor X, Tensor Clean);

/// <summary>The result of one step.</summary>
/// <param name="Next">The batch at the next level, a separate tensor.</param>
/// <param name="Clean">The clean guess at this level.</param>
/// <param name="Corrected">
/// The corrected batch at this level (predictor-corrector methods). It replaces x in the history.
/// </param>
public readonly record struct StepResult(Tensor Next, Tensor Clean, Tensor? Corrected = null);

/// <summary>One step of a sampler, from level s to level t.</summary>
/// <param name="x">The batch at level s [N, C, H, W].</param>
/// <param name="s">The level of x.</param>
/// <param name="t">The next level, below s.</param>
/// <param name="history">Earlier steps, latest first; at most as many as the sampler requested.</param>
public delegate StepResult Step(Tensor x, double s, double t, IReadOnlyList<PastStep> history);

/// <summary>
/// The loop that all samplers share. It checks for cancellation, runs one step, invokes OnStep, and keeps the history
/// that multistep methods need. It owns all intermediate tensors. No gradients are recorded; a denoiser that needs them
/// enables them itself.
/// </summary>
public static class SamplingLoop
{
    /// <summary>Runs the steps of a sampler from the first level to the last.</summary>
    /// <param name="x">The initial batch [N, C, H, W] at level <c>sigmas[0]</c>; not disposed or changed.</param>
    /// <param name="sigmas">Falling noise levels, the last one at or above 0.</param>
    /// <param name="context">The sampler's context.</param>
    /// <param name="step">One step of the method.</param>
    /// <param name="memory">Number of earlier steps that the method uses.</param>
    /// <returns>The batch at the last level [N, C, H, W], owned by the caller.</returns>
    /// <exception cref="ArgumentException">The levels do not fall.</exception>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public static Tensor Run(Tensor x, double[] sigmas, SamplerContext context, Step step, int memory = 0)
    {
        RequireFalling(sigmas, context.LevelsMayRest);
        int count = sigmas.Length - 1;
        using IDisposable noGradients = no_grad();
        using DisposeScope loop = NewDisposeScope(); // owns the current batch and the memory
        Tensor current = x.alias(); // ours to dispose, the caller's numbers
        List<PastStep> history = new(memory + 1);
        for (int i = 0; i < count; i++)
        {
            // 1. Stop if the caller requests it, then take one step.
            context.Cancellation.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            StepResult result = step(current, sigmas[i], sigmas[i + 1], history);
            if (context.AfterStep is { } change)
                result = result with { Next = change(i, result.Next) };
            context.OnStep?.Invoke(new SamplerStep(i, count, sigmas[i + 1], result.Next, result.Clean));

            // 2. Keep the new batch; dispose the old one, or keep it in the history of a multistep method.
            scope.MoveToOuter(result.Next);
            if (result.Corrected is not null || memory == 0)
                current.Dispose();
            if (memory > 0)
            {
                scope.MoveToOuter(result.Clean);
                if (result.Corrected is not null)
                    scope.MoveToOuter(result.Corrected);
                history.Insert(
                    0,
                    new PastStep(sigmas[i], context.Family.Lambda(sigmas[i]), result.Corrected ?? current, result.Clean)
                );
                if (history.Count > memory)
                    Forget(history);
            }
            current = result.Next;
        }
        return loop.MoveToOuter(current);
    }

    /// <summary>
    /// How many of the latest steps have a finite lambda. A polynomial in lambda cannot include pure noise (alpha = 0).
    /// </summary>
    public static int Finite(this IReadOnlyList<PastStep> history)
    {
        int count = 0;
        while (count < history.Count && double.IsFinite(history[count].Lambda))
            count++;
        return count;
    }

    private static void Forget(List<PastStep> history)
    {
        history[^1].X.Dispose();
        history[^1].Clean.Dispose();
        history.RemoveAt(history.Count - 1);
    }

    private static void RequireFalling(double[] sigmas, bool mayRest)
    {
        if (sigmas.Length < 2)
            throw new ArgumentException("A walk has at least two noise levels.", nameof(sigmas));
        for (int i = 0; i + 1 < sigmas.Length; i++)
        {
            double highest = mayRest ? sigmas[i] * (1 + 1e-9) : Math.BitDecrement(sigmas[i]);
            if (!(sigmas[i + 1] <= highest && sigmas[i + 1] >= 0))
                throw new ArgumentException(
                    $"Noise levels must fall and end at or above 0; level {i} is {sigmas[i]}, level {i + 1} "
                        + $"is {sigmas[i + 1]}.",
                    nameof(sigmas)
                );
        }
    }
}
