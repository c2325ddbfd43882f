using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>
/// Euler's and Heun's methods with noise added before each step (2206.00364, algorithm 2). The paper and k-diffusion
/// ask the network about the raised batch. diffusers asks about the batch before and corrects the guess, which needs
/// what the network predicts.
/// </summary>
public static class Churned
{
    /// <summary>Euler's method as in the paper.</summary>
    /// <param name="denoise">The denoiser.</param>
    /// <param name="x">The initial batch [N, C, H, W].</param>
    /// <param name="sigmas">Falling noise levels.</param>
    /// <param name="context">The sampler's context.</param>
    /// <param name="churn">How much noise is added.</param>
    public static Tensor Euler(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context, Churn churn) =>
        SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                double raised = churn.Raised(s, sigmas.Length - 1);
                Tensor begun = Raise(x, s, raised, churn, context);
                Tensor clean = denoise(begun, raised);
                return new StepResult(begun.Plus((begun - clean) * Held((t - raised) / raised)), clean);
            }
        );

    /// <summary>Euler's method as diffusers has it.</summary>
    internal static Tensor EulerAskedBefore(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        ChurnPlan plan
    ) =>
        SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                double raised = plan.Churn.Raised(s, plan.Steps);
                Tensor begun = Raise(x, s, raised, plan.Churn, context);
                Tensor clean = Reguess(plan.Prediction, context.Family, denoise(x, s), (x, s), (begun, raised));
                return new StepResult(begun.Plus((begun - clean) * Held((t - raised) / raised)), clean);
            }
        );

    /// <summary>Heun's method as diffusers has it; the noise of the second pass is drawn and not used.</summary>
    internal static Tensor HeunAskedBefore(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        ChurnPlan plan
    ) =>
        SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                double raised = plan.Churn.Raised(s, plan.Steps);
                Tensor begun = Raise(x, s, raised, plan.Churn, context);
                Tensor clean = Reguess(plan.Prediction, context.Family, denoise(x, s), (x, s), (begun, raised));
                Tensor slope = (begun - clean) / Held(raised);
                Tensor euler = begun.Plus(slope * Held(t - raised));
                if (t == 0)
                    return new StepResult(euler, clean);
                Tensor there = (euler - denoise(euler, t)) / Held(t);
                if (raised > s)
                    context.Noise().Dispose();
                return new StepResult(begun.Plus(slope.Plus(there) * Held((t - raised) / 2)), clean);
            }
        );

    private static Tensor Raise(Tensor x, double s, double raised, Churn churn, SamplerContext context) =>
        Transition.AddNoise(x, context, churn.NoiseScale * Math.Sqrt(raised * raised - s * s));

    /// <summary>
    /// The guess from the network's output for one batch, taken for another: at its level where the output is noise, at
    /// the old level otherwise.
    /// </summary>
    private static Tensor Reguess(
        Prediction prediction,
        NoiseFamily family,
        Tensor clean,
        (Tensor X, double Level) asked,
        (Tensor X, double Level) raised
    )
    {
        if (raised.Level == asked.Level)
            return clean;
        Tensor output = prediction.OutputOf(family, asked.X, clean, asked.Level);
        bool isNoise = prediction is Prediction.Epsilon or Prediction.Edm;
        return prediction.CleanOf(family, raised.X, output, isNoise ? raised.Level : asked.Level);
    }
}

/// <summary>Noise before steps, and what diffusers needs to add it.</summary>
/// <param name="Churn">How much.</param>
/// <param name="Steps">Number of steps by the scheduler's own list of levels.</param>
/// <param name="Prediction">What the network predicts.</param>
internal sealed record ChurnPlan(Churn Churn, int Steps, Prediction Prediction);
