using BenchmarkDotNet.Attributes;
using Hippogriff.Pipelines;

namespace Hippogriff.Benchmarks;

/// <summary>From a model folder, in the system's cache, to a model that is ready to draw.</summary>
public class LoadingBenchmarks
{
    [Benchmark(Description = "loading")]
    public void Loading() => PipelineLoader.Load(Subject.Current.Folder).Dispose();
}
