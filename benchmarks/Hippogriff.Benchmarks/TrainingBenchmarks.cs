using BenchmarkDotNet.Attributes;
using Hippogriff.Training.Loop;
using static TorchSharp.torch;

namespace Hippogriff.Benchmarks;

/// <summary>One step of the training loop, optimiser and averages among it, on a batch that is there already.</summary>
public class TrainingBenchmarks
{
    private SteppedTraining _training = null!;

    /// <summary>
    /// What the networks compute in: float32, and what training would choose on this machine where that is another.
    /// </summary>
    [ParamsSource(nameof(Precisions))]
    public string Precision { get; set; } = "";

    public static IEnumerable<string> Precisions =>
        new[] { "float32", WorkingType.Choose("auto", CPU) == ScalarType.BFloat16 ? "bfloat16" : "float32" }.Distinct();

    [GlobalSetup]
    public void Prepare() => _training = new SteppedTraining(Subject.Current.Folder, Precision);

    [Benchmark(Description = "training step, batch 16")]
    public void TrainingStep() => _training.Step();

    [GlobalCleanup]
    public void Free() => _training.Dispose();
}
