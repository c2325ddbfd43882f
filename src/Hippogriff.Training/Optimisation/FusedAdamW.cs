using System.Numerics;
using System.Runtime.InteropServices;
using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Optimisation;

/// <summary>The scalars of one AdamW step.</summary>
/// <param name="Clip">Factor of the gradient.</param>
/// <param name="Beta1">Decay of the first moment.</param>
/// <param name="Beta2">Decay of the second moment.</param>
/// <param name="Decay">Factor of the weights: 1 - learning rate * weight decay.</param>
/// <param name="Size">Learning rate over the first moment's bias correction.</param>
/// <param name="Correction">Square root of the second moment's bias correction.</param>
/// <param name="Epsilon">Added to the root.</param>
/// <param name="AverageDecay">Decay of the average.</param>
internal readonly record struct AdamWStep(
    float Clip,
    float Beta1,
    float Beta2,
    float Decay,
    float Size,
    float Correction,
    float Epsilon,
    float AverageDecay
);

/// <summary>
/// AdamW, the weight average and the bfloat16 copy in one pass over memory, on the CPU. A parameter needs a dozen
/// operations and 30 bytes of traffic, so separate tensor operations would be limited by memory.
/// </summary>
internal static class FusedAdamW
{
    private const int Chunk = 1 << 15;

    /// <summary>Whether this implementation supports the parameters.</summary>
    public static bool Serves(FlatParameters p) =>
        p.Master.device_type == DeviceType.CPU
        && p.Gradient.dtype is ScalarType.Float32 or ScalarType.BFloat16
        && BitConverter.IsLittleEndian;

    /// <summary>Makes the step in place.</summary>
    public static void Step(FlatParameters p, Tensor first, Tensor second, Tensor average, AdamWStep step) =>
        EachChunk(
            p.Count,
            (at, length) =>
            {
                Span<float> weights = Floats(p.Master, at, length),
                    m = Floats(first, at, length),
                    v = Floats(second, at, length),
                    mean = Floats(average, at, length);
                Span<float> gradient = stackalloc float[Chunk];
                gradient = gradient[..length];
                ReadGradient(p, at, gradient);
                Update(weights, gradient, m, v, mean, step);
                if (!ReferenceEquals(p.Master, p.Working))
                    BFloat16Bits.Round(weights, Halves(p.Working, at, length));
            }
        );

    /// <summary>Sum of the squares of the gradient.</summary>
    public static double SquaredNorm(FlatParameters p)
    {
        // added in order at the end, so that the sum does not depend on the number of threads
        double[] sums = new double[(p.Count + Chunk - 1) / Chunk];
        EachChunk(
            p.Count,
            (at, length) =>
            {
                Span<float> gradient = stackalloc float[Chunk];
                gradient = gradient[..length];
                ReadGradient(p, at, gradient);
                Vector<float> sum = Vector<float>.Zero;
                ReadOnlySpan<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(gradient);
                foreach (Vector<float> g in wide)
                    sum += g * g;
                double total = Vector.Sum(sum);
                foreach (float g in gradient[(wide.Length * Vector<float>.Count)..])
                    total += g * g;
                sums[at / Chunk] = total;
            }
        );
        return sums.Sum();
    }

    private static void Update(
        Span<float> weights,
        Span<float> gradient,
        Span<float> m,
        Span<float> v,
        Span<float> mean,
        AdamWStep s
    )
    {
        Span<Vector<float>> w = Wide(weights),
            g = Wide(gradient),
            m1 = Wide(m),
            m2 = Wide(v),
            a = Wide(mean);
        Vector<float> epsilon = new(s.Epsilon);
        for (int i = 0; i < w.Length; i++)
        {
            Vector<float> slope = g[i] * s.Clip;
            Vector<float> one = m1[i] * s.Beta1 + slope * (1 - s.Beta1);
            Vector<float> two = m2[i] * s.Beta2 + slope * slope * (1 - s.Beta2);
            Vector<float> next = w[i] * s.Decay - one * s.Size / (Vector.SquareRoot(two) / s.Correction + epsilon);
            (m1[i], m2[i], w[i]) = (one, two, next);
            a[i] = a[i] * s.AverageDecay + next * (1 - s.AverageDecay);
        }
        for (int i = w.Length * Vector<float>.Count; i < weights.Length; i++)
        {
            float slope = gradient[i] * s.Clip;
            m[i] = m[i] * s.Beta1 + slope * (1 - s.Beta1);
            v[i] = v[i] * s.Beta2 + slope * slope * (1 - s.Beta2);
            weights[i] = weights[i] * s.Decay - m[i] * s.Size / (MathF.Sqrt(v[i]) / s.Correction + s.Epsilon);
            mean[i] = mean[i] * s.AverageDecay + weights[i] * (1 - s.AverageDecay);
        }
    }

    private static void EachChunk(long count, Action<long, int> work) =>
        Parallel.For(0, (count + Chunk - 1) / Chunk, i => work(i * Chunk, (int)Math.Min(Chunk, count - i * Chunk)));

    private static Span<Vector<float>> Wide(Span<float> floats) => MemoryMarshal.Cast<float, Vector<float>>(floats);

    private static void ReadGradient(FlatParameters p, long at, Span<float> gradient)
    {
        using Tensor part = p.Gradient.narrow(0, at, gradient.Length);
        BFloat16Bits.Read(part.bytes, p.Gradient.dtype == ScalarType.BFloat16, gradient);
    }

    private static Span<float> Floats(Tensor tensor, long at, int length)
    {
        using Tensor part = tensor.narrow(0, at, length);
        return MemoryMarshal.Cast<byte, float>(part.bytes);
    }

    private static Span<ushort> Halves(Tensor tensor, long at, int length)
    {
        using Tensor part = tensor.narrow(0, at, length);
        return MemoryMarshal.Cast<byte, ushort>(part.bytes);
    }
}
