using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Samplers;

/// <summary>How <see cref="Pndm"/> goes through the calls of the network.</summary>
internal sealed record PndmSettings
{
    /// <summary>The level that the batch of every call is taken to have.</summary>
    public required double[] From { get; init; }

    /// <summary>The level that every call leads to.</summary>
    public required double[] To { get; init; }

    /// <summary>Number of calls of Runge-Kutta steps before the multistep ones, 0 or 12.</summary>
    public int RungeKutta { get; init; }

    /// <summary>What the network predicts; its outputs are what is extrapolated.</summary>
    public Prediction Prediction { get; init; } = Prediction.Epsilon;
}

/// <summary>
/// PNDM (2202.09778): DDIM steps along an output that is extrapolated by Adams and Bashforth over the last four
/// (PLMS). The first step is repeated with the mean of both ends. Stable
/// Diffusion's first sampler. One pass per step, two in the first.
/// </summary>
public static class Pndm
{
    /// <inheritdoc cref="Sampler"/>
    public static Tensor Sample(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
    {
        NoiseFamily family = context.Family;
        Recent noises = new(4);
        bool isFirst = true;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, t, _) =>
            {
                Tensor clean = denoise(x, s);
                bool repeats = isFirst && t > 0;
                isFirst = false;
                if (family.Alpha(s) == 0) // the picture that the noise implies is not defined
                    return new StepResult(Exponential.Constant(new(family, s, t), x, clean), clean);
                Tensor noise = NoiseOf(x, clean, s);
                noises.Add(noise);
                Tensor next = Move(x, Extrapolated(noises), s, t);
                if (repeats)
                    next = Move(x, noise.Plus(NoiseOf(next, denoise(next, t), t)) / Held(2.0), s, t);
                return new StepResult(next, clean);
            }
        );

        Tensor NoiseOf(Tensor at, Tensor clean, double level) => (at - clean * Held(family.Alpha(level))) / Held(level);

        Tensor Move(Tensor from, Tensor noise, double s, double t)
        {
            double ratio = family.Alpha(t) / family.Alpha(s);
            return (from * Held(ratio)).Plus(noise * Held(t - s * ratio));
        }
    }

    /// <summary>With given calls; <paramref name="sigmas"/> are their levels, and the last one.</summary>
    internal static Tensor Sample(
        Denoiser denoise,
        Tensor x,
        double[] sigmas,
        SamplerContext context,
        PndmSettings settings
    )
    {
        NoiseFamily family = context.Family;
        Calls calls = new();
        int call = -1;
        return SamplingLoop.Run(
            x,
            sigmas,
            context,
            (x, s, _, _) =>
            {
                call++;
                Tensor clean = denoise(x, s);
                Tensor output = settings.Prediction.OutputOf(family, x, clean, s);
                double from = settings.From[call],
                    to = settings.To[call];
                if (call < settings.RungeKutta)
                    return new StepResult(RungeKutta(family, settings, x, output, call, calls), clean);
                bool repeats = settings.RungeKutta == 0 && call == 1;
                if (!repeats)
                    calls.Outputs.Add(output);
                if (call == 0)
                    calls.Start.Add(x);
                if (repeats)
                    return new StepResult(
                        Along(family, settings, calls.Start[0], output.Plus(calls.Outputs[0]) / Held(2.0), from, to),
                        clean
                    );
                return new StepResult(Along(family, settings, x, Extrapolated(calls.Outputs), from, to), clean);
            }
        );
    }

    /// <summary>Adams and Bashforth's weights for even steps, of the order that the memory allows.</summary>
    internal static Tensor Extrapolated(Recent outputs)
    {
        double[] weights = outputs.Count switch
        {
            1 => [1],
            2 => [3 / 2.0, -1 / 2.0],
            3 => [23 / 12.0, -16 / 12.0, 5 / 12.0],
            _ => [55 / 24.0, -59 / 24.0, 37 / 24.0, -9 / 24.0],
        };
        Tensor sum = outputs[0] * Held(weights[0]);
        for (int i = 1; i < weights.Length; i++)
            sum = sum.Plus(outputs[i] * Held(weights[i]));
        return sum;
    }

    /// <summary>Call 0 to 3 of a classical Runge-Kutta step from the batch of its first call.</summary>
    private static Tensor RungeKutta(
        NoiseFamily family,
        PndmSettings settings,
        Tensor x,
        Tensor output,
        int call,
        Calls calls
    )
    {
        int part = call % 4;
        if (part == 0)
        {
            calls.Start.Add(x);
            calls.Outputs.Add(output);
        }
        Tensor weighted = output * Held(part is 0 or 3 ? 1 / 6.0 : 1 / 3.0);
        calls.Sum.Add(part == 0 ? weighted : calls.Sum[0].Plus(weighted));
        return Along(
            family,
            settings,
            calls.Start[0],
            part == 3 ? calls.Sum[0] : output,
            settings.From[call],
            settings.To[call]
        );
    }

    /// <summary>A DDIM step with a given output of the network for the batch.</summary>
    private static Tensor Along(
        NoiseFamily family,
        PndmSettings settings,
        Tensor x,
        Tensor output,
        double from,
        double to
    )
    {
        Tensor clean = settings.Prediction.CleanOf(family, x, output, from);
        double keep = to / from;
        return (x * Held(keep)).Plus(clean * Held(family.Alpha(to) - family.Alpha(from) * keep));
    }

    /// <summary>What earlier calls left.</summary>
    private sealed class Calls
    {
        public Recent Outputs { get; } = new(4);

        public Recent Start { get; } = new(1);

        public Recent Sum { get; } = new(1);
    }
}
