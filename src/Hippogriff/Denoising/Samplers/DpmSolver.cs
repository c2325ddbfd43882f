using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>Settings of <see cref="DpmSolver"/>, as its authors' code has them.</summary>
public sealed record DpmSolverSettings
{
    /// <summary>Order, 1 to 3.</summary>
    public int Order { get; init; } = 2;

    /// <summary>
    /// Whether the guess of the picture is extrapolated (DPM-Solver++), or that of the noise (DPM-Solver).
    /// </summary>
    public bool OfData { get; init; } = true;

    /// <summary>Whether fresh noise is added (SDE-DPM-Solver).</summary>
    public bool Stochastic { get; init; }

    /// <summary>Heun's form of order 2 instead of the midpoint's.</summary>
    public bool Heun { get; init; }

    /// <summary>Lower orders in the last steps of runs below 15 steps.</summary>
    public bool LowerOrderFinal { get; init; } = true;

    /// <summary>Order 1 in the last step.</summary>
    public bool EulerAtFinal { get; init; }

    /// <summary>Steps of the run that come before the first level; they count for the orders.</summary>
    public int Skipped { get; init; }
}

/// <summary>
/// DPM-Solver and DPM-Solver++ (2206.00927, 2211.01095): exponential steps in lambda whose guess is extrapolated over
/// earlier steps (multistep) or over inner ones (singlestep). Order 1 to 3, one pass per step.
/// </summary>
public static class DpmSolver
{
    /// <summary>The multistep form.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Multistep(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        DpmSolverSettings settings
    )
    {
        int steps = settings.Skipped + sigmas.Length - 1,
            k = settings.Skipped - 1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                k++;
                Tensor clean = denoise(x, s);
                bool endsWithOne = settings.EulerAtFinal || t == 0;
                int most = MultistepOrder.At(k, steps, settings.Order, settings.LowerOrderFinal, endsWithOne);
                DpmUpdate update = new(context, settings, s, t);
                Tensor here = update.ValueOf(x, clean, s);
                List<(double, Tensor)> before =
                [
                    .. history
                        .Take(Math.Min(most, history.Finite() + 1) - 1)
                        .Select(past => (past.Lambda, update.ValueOf(past.X, past.Clean, past.Sigma))),
                ];
                return new StepResult(update.Extrapolated(x, here, before), clean);
            },
            memory: 2
        );
    }

    /// <summary>The singlestep form of order 2.</summary>
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Singlestep(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context) =>
        Singlestep(denoise, x, sigmas, context, new DpmSolverSettings());

    /// <summary>The singlestep form: blocks of as many steps as the order, each from the block's first batch.</summary>
    /// <param name="denoise">The denoiser.</param>
    /// <param name="x">The initial batch [N, C, H, W].</param>
    /// <param name="sigmas">Falling noise levels.</param>
    /// <param name="context">The sampler's context.</param>
    /// <param name="settings">Order and form.</param>
    public static Tensor Singlestep(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        DpmSolverSettings settings
    )
    {
        int steps = settings.Skipped + sigmas.Length - 1,
            k = settings.Skipped - 1;
        int[] orders = Blocks(settings, steps, sigmas[^1] == 0);
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, history) =>
            {
                k++;
                Tensor clean = denoise(x, s);
                int order = Math.Min(orders[k], history.Count + 1);
                if (order > 1 && !double.IsFinite(history[order - 2].Lambda))
                    order = 1; // lambda is infinite in pure noise
                PastStep first = order == 1 ? new(s, context.Family.Lambda(s), x, clean) : history[order - 2];
                DpmUpdate update = new(context, settings, first.Sigma, t);
                List<(double, Tensor)> inner =
                [
                    .. history.Take(Math.Max(0, order - 2)).Reverse().Select(Point),
                    .. order > 1
                        ? [Point(new(s, context.Family.Lambda(s), x, clean))]
                        : Array.Empty<(double, Tensor)>(),
                ];
                Tensor start = update.ValueOf(first.X, first.Clean, first.Sigma);
                return new StepResult(update.Interpolated(first.X, start, inner), clean);

                (double, Tensor) Point(PastStep past) => (past.Lambda, update.ValueOf(past.X, past.Clean, past.Sigma));
            },
            memory: 2
        );
    }

    /// <summary>The order of every step: 1, 2, 3, 1, 2, 3, ..., lower ones where no whole block is left.</summary>
    private static int[] Blocks(DpmSolverSettings settings, int steps, bool endsClean)
    {
        int most = settings.Order;
        bool lower = settings.LowerOrderFinal || steps % most != 0 || endsClean;
        int[] orders = [.. Enumerable.Range(0, steps).Select(i => i % most + 1)];
        if (lower && most > 1 && steps % most == 0)
            orders[^1] = 1;
        if (endsClean)
            orders[^1] = 1;
        return orders;
    }
}
