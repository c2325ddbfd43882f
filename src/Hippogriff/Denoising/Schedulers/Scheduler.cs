using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Samplers;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>
/// Makes runs of scheduler configs: families, levels and samplers of this library that step as diffusers steps.
/// </summary>
public static class Scheduler
{
    /// <summary>A run, which may begin after some steps.</summary>
    /// <exception cref="HippogriffException">The request does not fit the scheduler; the message says how.</exception>
    public static SchedulerRun Plan(SchedulerConfig config, SchedulerRequest request) =>
        Plan(config, request, LevelPlacement.Of(config, request));

    /// <summary>The same with given timesteps and levels.</summary>
    internal static SchedulerRun Plan(SchedulerConfig config, SchedulerRequest request, LevelPlacement placement)
    {
        int skip = request.Skip ?? SkippedBy(config, request, placement);
        (NoiseFamily family, double[] levels, double[] to) = LevelsOf(config, request, placement, skip);
        double[] times = placement.Times[skip..];
        SchedulerSteps steps = new(config, request, placement, new TimedFamily(family, levels, times), skip, to);
        SchedulerRun run = new()
        {
            Family = steps.Family,
            Prediction = config.Prediction,
            Levels = levels,
            Times = placement.Times,
            Sigmas = placement.Sigmas,
            Skipped = skip,
            StartScale = StartScale(config, placement),
            OutputSign =
                config.Flag("invert_sigmas")
                || (config.Class.Placing == Placing.Edm && config.Word("prediction_type") == "v_prediction")
                    ? -1
                    : 1,
            Wrap = steps.Wrap(),
            Variance =
                config.Class.Name == "DDPM"
                && config.Word("variance_type").StartsWith("learned", StringComparison.Ordinal)
                    ? new LearnedVariance()
                    : null,
            Sampler = (_, _, _, _) => throw new InvalidOperationException(),
        };
        return run with { Sampler = steps.SamplerFor(run) };
    }

    /// <summary>Number of steps that a strength below 1 leaves out.</summary>
    private static int SkippedBy(SchedulerConfig config, SchedulerRequest request, LevelPlacement placement)
    {
        if (config.Class.Placing == Placing.Consistency)
            return 0; // its timesteps have the strength in them
        bool counted = request.Timesteps is null && request.Sigmas is null;
        int steps = counted ? request.Steps : placement.Times.Length;
        if (config.Class.Placing == Placing.Flow)
            return (int)Math.Max(steps - Math.Min(steps * request.Strength, steps), 0);
        return Math.Max(steps - Math.Min((int)(steps * request.Strength), steps), 0);
    }

    private static double StartScale(SchedulerConfig config, LevelPlacement placement)
    {
        if (config.Class.Placing == Placing.Edm)
            return Math.Sqrt(Math.Pow(config.Number("sigma_max"), 2) + 1);
        if (config.Class.Placing != Placing.Exploding)
            return 1;
        double highest = placement.Sigmas!.Max();
        return config.Word("timestep_spacing") == "leading" ? Math.Sqrt(highest * highest + 1) : highest;
    }

    /// <summary>The family, the levels of the calls and the last one, and the level that each call leads to.</summary>
    private static (NoiseFamily Family, double[] Levels, double[] To) LevelsOf(
        SchedulerConfig config,
        SchedulerRequest request,
        LevelPlacement placement,
        int skip
    )
    {
        // Long: a table of kinds.
        int count = placement.Times.Length;
        double[] sigmas = placement.Sigmas is { } placed ? placed[skip..(count + 1)] : [];
        switch (config.Class.Placing)
        {
            case Placing.Exploding:
                return (new VariancePreserving(config.AlphaBars), sigmas, []);
            case Placing.Solver when config.Flag("use_flow_sigmas"):
            case Placing.Flow:
                return (new Flow(), sigmas, []);
            case Placing.Edm:
                return (
                    new VarianceExploding(
                        config.Number("sigma_min"),
                        config.Number("sigma_max"),
                        config.Number("sigma_data")
                    ),
                    sigmas,
                    []
                );
            case Placing.Angle:
                return (new UnitVariance([1, 0]), sigmas, []);
            case Placing.Solver:
                return (new UnitVariance(config.AlphaBars), [.. sigmas.Select(UnitVariance.FromExploding)], []);
        }
        double[] bars = config.AlphaBars,
            times = placement.Times[skip..];
        double last = config.Class.Name switch
        {
            "DDIM" or "PNDM" when !config.Flag("set_alpha_to_one") => bars[0],
            "TCD" => bars[0],
            _ => 1,
        };
        int distance = bars.Length / Math.Max(1, request.Steps);
        double[] to = config.Class.Name switch
        {
            "DDIM" => [.. times.Select(time => At(time - distance))],
            "PNDM" => PndmCalls.To(times, config, distance, At),
            _ => [.. times.Skip(1).Select(At), UnitVariance.LevelOf(last)],
        };
        return (new UnitVariance(bars), [.. times.Select(At), to[^1]], to);

        double At(double time) => UnitVariance.LevelOf(time < 0 ? last : bars[Math.Min((int)time, bars.Length - 1)]);
    }
}
