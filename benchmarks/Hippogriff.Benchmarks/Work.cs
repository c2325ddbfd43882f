using BenchmarkDotNet.Running;
using Hippogriff.Denoising;
using Hippogriff.Models.Autoencoder;
using TorchSharp;

namespace Hippogriff.Benchmarks;

/// <summary>
/// Floating-point operations of the matrix work in a benchmark; normalisations, activations and sums are left out.
/// </summary>
internal static class Work
{
    /// <summary>Null where matrix work is not what the benchmark is about.</summary>
    public static double? Of(BenchmarkCase benchmark, Subject subject) =>
        benchmark.Descriptor.WorkloadMethod.Name switch
        {
            nameof(DrawingBenchmarks.DenoiserPass) => 2 * subject.FlopsPerPass,
            nameof(DrawingBenchmarks.Decoding) => Decoding(subject),
            nameof(DrawingBenchmarks.Generation) => PassesOfGeneration(subject) * subject.FlopsPerPass
                + Decoding(subject),
            nameof(TrainingBenchmarks.TrainingStep) => SteppedTraining.BatchSize * TrainingOfOne(subject),
            _ => null,
        };

    private static double Decoding(Subject subject) =>
        subject.Model.Autoencoder is { } codec
            ? codec.FlopsOfDecoding((int)subject.Shape[1], (int)subject.Shape[2])
            : 0;

    /// <summary>
    /// Forward and twice as much backward of the denoiser and the text encoder; the autoencoder's encoder forward only.
    /// </summary>
    private static double TrainingOfOne(Subject subject)
    {
        double codec = subject.Model.Autoencoder is { } a
            ? a.FlopsOfEncoding(subject.Model.Defaults.Height, subject.Model.Defaults.Width)
            : 0;
        return 3 * (subject.FlopsPerPass + subject.Model.Network.TextEncoder.FlopsPerPrompt) + codec;
    }

    /// <summary>
    /// How many rows the denoiser sees in a generation at defaults, counted on a denoiser that does nothing: samplers
    /// differ in how often they ask.
    /// </summary>
    private static long PassesOfGeneration(Subject subject)
    {
        var defaults = subject.Model.Defaults;
        using DisposeScope scope = torch.NewDisposeScope();
        long asked = 0;
        torch.Tensor x = torch.zeros([1, .. subject.Shape]);
        double[] sigmas = PartialSchedule.Of(
            ScheduleRegistry.Default.Get(defaults.Schedule),
            subject.Model.Family,
            defaults.Steps,
            1
        );
        Denoiser idle = (noisy, _) =>
        {
            asked++;
            return noisy.clone();
        };
        SamplerRegistry.Default.Get(defaults.Sampler)(
            idle,
            x,
            sigmas,
            new SamplerContext(subject.Model.Family, () => torch.zeros_like(x))
        );
        return asked * (defaults.Guidance == 1 ? 1 : 2);
    }
}
