using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Samplers;
using static TorchSharp.torch;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>The samplers of schedulers with their settings, and what is done to guesses.</summary>
internal sealed class SchedulerSteps(
    SchedulerConfig config,
    SchedulerRequest request,
    LevelPlacement placement,
    NoiseFamily family,
    int skip,
    double[] to
)
{
    public NoiseFamily Family => family;

    /// <summary>What limits the guesses of a denoiser.</summary>
    public Func<Denoiser, Denoiser>? Wrap()
    {
        if (config.Class.Name == "DDIM")
            return null; // limits within its steps
        if (config.Class.Name == "LCM")
            return denoise =>
                SampleLimit.Boundary(
                    SampleLimit.Apply(denoise, SampleLimit.Of(config)),
                    family,
                    config.Number("timestep_scaling")
                );
        return SampleLimit.Of(config) is { } limit ? denoise => SampleLimit.Apply(denoise, limit) : null;
    }

    /// <summary>The sampler; levels may repeat, as some schedulers have them.</summary>
    public Sampler SamplerFor(SchedulerRun run)
    {
        Sampler sampler = Plain(run);
        return (denoise, x, sigmas, context) => sampler(denoise, x, sigmas, context with { LevelsMayRest = true });
    }

    private Sampler Plain(SchedulerRun run)
    {
        // Long: a table of classes.
        switch (config.Class.Name)
        {
            case "FlowMatchEulerDiscrete":
                return config.Flag("stochastic_sampling") ? Lcm.Sample : Euler.Sample;
            case "EulerDiscrete" or "EDMEuler":
                return request.Churn is { } churn
                    ? (denoise, x, sigmas, context) =>
                        Churned.EulerAskedBefore(
                            denoise,
                            x,
                            sigmas,
                            context,
                            new ChurnPlan(churn, Count, config.Prediction)
                        )
                    : Euler.Sample;
            case "HeunDiscrete" or "FlowMatchHeunDiscrete":
                return request.Churn is { } added
                    ? (denoise, x, sigmas, context) =>
                        Churned.HeunAskedBefore(
                            denoise,
                            x,
                            sigmas,
                            context,
                            new ChurnPlan(added, Count, config.Prediction)
                        )
                    : Heun.Sample;
            case "EulerAncestralDiscrete":
                return EulerAncestral.Sample;
            case "KDPM2Discrete":
                return Dpm2.Sample;
            case "KDPM2AncestralDiscrete":
                return MiddlesApart;
            case "DPMSolverSDE":
                return KDiffusionSde.TwoStages;
            case "LMSDiscrete":
                return (denoise, x, sigmas, context) =>
                    KDiffusionLms.Sample(denoise, x, sigmas, context, request.LmsOrder, placement.Sigmas![..skip]);
            case "IPNDM":
                return Ipndm.Sample;
            case "LCM" or "FlowMatchLCM":
                return Lcm.Sample;
            default:
                return config.Class.Placing is Placing.Solver or Placing.Edm ? Solver() : Discrete(run);
        }
    }

    /// <summary>
    /// DPM2 a, whose middle is the next level itself; the network may be told another time there, since only those of
    /// the levels are rounded.
    /// </summary>
    private static Tensor MiddlesApart(Denoiser denoise, Tensor x, double[] sigmas, SamplerContext context)
    {
        int call = 0;
        return Dpm2Ancestral.Sample(
            (x, sigma) => denoise(x, call++ % 2 == 0 ? sigma : sigma * (1 + 1e-12)),
            x,
            sigmas,
            context
        );
    }

    /// <summary>Number of steps by the scheduler's own list of levels; of calls with two stages.</summary>
    private int Count =>
        config.Class.Name.Contains("Heun", StringComparison.Ordinal)
            ? 2 * (placement.Sigmas!.Length - 1) - 1
            : placement.Sigmas!.Length - 1;

    private Sampler Solver()
    {
        // Long: the settings of each solver, one after the other.
        string algorithm = config.Word("algorithm_type");
        int order = config.Whole("solver_order");
        bool lower = config.Flag("lower_order_final");
        switch (config.Class.Name)
        {
            case "UniPCMultistep":
                UniPcSettings unipc = new()
                {
                    Order = order,
                    SecondB = config.Word("solver_type") == "bh2",
                    OfData = config.Flag("predict_x0"),
                    LowerOrderFinal = lower,
                    NotCorrected = [.. ((double[])config.Value("disable_corrector")!).Select(step => (int)step)],
                    Skipped = skip,
                };
                return (denoise, x, sigmas, context) => UniPcBh.Sample(denoise, x, sigmas, context, unipc);
            case "DEISMultistep":
                return (denoise, x, sigmas, context) =>
                    Deis.Sample(denoise, x, sigmas, context, new DeisSettings(order, lower, skip));
            case "SASolver":
                SaSolverSettings adams = new()
                {
                    Predictor = config.Whole("predictor_order"),
                    Corrector = config.Whole("corrector_order"),
                    OfData = algorithm == "data_prediction",
                    LowerOrderFinal = lower,
                    Tau = level => family.NetworkInput(level).Time is >= 200 and <= 800 ? 1 : 0,
                    Skipped = skip,
                };
                return (denoise, x, sigmas, context) => SaSolver.Sample(denoise, x, sigmas, context, adams);
        }
        DpmSolverSettings dpm = new()
        {
            Order = order,
            OfData = algorithm.EndsWith("++", StringComparison.Ordinal),
            Stochastic = algorithm.StartsWith("sde", StringComparison.Ordinal),
            Heun = config.Word("solver_type") == "heun",
            LowerOrderFinal = lower,
            EulerAtFinal = config.Flag("euler_at_final"),
            Skipped = skip,
        };
        return config.Class.Name == "DPMSolverSinglestep"
            ? (denoise, x, sigmas, context) => DpmSolver.Singlestep(denoise, x, sigmas, context, dpm)
            : (denoise, x, sigmas, context) => DpmSolver.Multistep(denoise, x, sigmas, context, dpm);
    }

    /// <summary>Those whose levels are the trained ones.</summary>
    private Sampler Discrete(SchedulerRun run)
    {
        // Long: the settings of each sampler, one after the other.
        double[] times = placement.Times[skip..],
            bars = config.AlphaBars;
        switch (config.Class.Name)
        {
            case "DDIM":
                return (denoise, x, sigmas, context) =>
                    DdimStep.Ddim(
                        denoise,
                        x,
                        sigmas,
                        context with
                        {
                            Eta = request.Eta ?? context.Eta ?? 0,
                        },
                        new DdimPlan(to, SampleLimit.Of(config), request.ReuseLimited)
                    );
            case "DDPM":
                return (denoise, x, sigmas, context) =>
                    DdimStep.Ddpm(
                        denoise,
                        x,
                        sigmas,
                        context,
                        new DdpmPlan(
                            times,
                            config.Word("variance_type"),
                            run.Variance is { } learned ? learned.Take : null
                        )
                    );
            case "TCD":
                return (denoise, x, sigmas, context) =>
                {
                    double eta = request.Eta ?? context.Eta ?? Tcd.DefaultEta;
                    Dictionary<double, double> below = [];
                    for (int i = 0; i < to.Length; i++)
                        below[to[i]] = Level((int)Math.Floor((1 - eta) * (i + 1 < times.Length ? times[i + 1] : 0)));
                    return Tcd.Sample(denoise, x, sigmas, context, level => below[level]);
                };
            default:
                int distance = bars.Length / Math.Max(1, request.Steps);
                PndmSettings pndm = new()
                {
                    From = PndmCalls.From(times, config, distance, time => Level((int)time)),
                    To = to,
                    RungeKutta = PndmCalls.First(config),
                    Prediction = config.Prediction,
                };
                return (denoise, x, sigmas, context) => Pndm.Sample(denoise, x, sigmas, context, pndm);
        }

        double Level(int time) => UnitVariance.LevelOf(bars[Math.Clamp(time, 0, bars.Length - 1)]);
    }
}
