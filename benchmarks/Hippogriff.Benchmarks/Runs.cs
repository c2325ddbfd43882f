using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Hippogriff.Benchmarks;

/// <summary>
/// How BenchmarkDotNet measures: in this process, because a project that it generates would not get the natives that
/// our build mends.
/// </summary>
internal static class Runs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(30);

    public static IConfig Config(Arguments wanted)
    {
        Job job = Job.Default.WithToolchain(new InProcessEmitToolchain(s_patience, wanted.Verbose)).WithGcServer(false);
        job = wanted.Quick
            ? job.WithWarmupCount(1).WithIterationCount(7).WithIterationTime(TimeInterval.FromMilliseconds(150))
            : job.WithWarmupCount(3).WithIterationCount(25).WithIterationTime(TimeInterval.FromMilliseconds(500));
        ManualConfig config = ManualConfig
            .CreateEmpty()
            .AddJob(job)
            .WithOptions(ConfigOptions.DisableLogFile | ConfigOptions.DisableOptimizationsValidator);
        config.AddLogger(wanted.Verbose ? ConsoleLogger.Default : NullLogger.Instance);
        config.AddFilter(new SimpleFilter(run => wanted.Includes(run.Descriptor.WorkloadMethodDisplayInfo)));
        return config;
    }
}
