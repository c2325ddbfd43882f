using Hippogriff.Denoising.Families;

namespace Hippogriff.Denoising.Schedulers;

/// <summary>The timesteps and noise levels of a whole run.</summary>
/// <param name="Times">The network's time at every step.</param>
/// <param name="Sigmas">
/// One more level than steps, and with a log-linear schedule one more behind; in variance-exploding form or a flow's.
/// Null where a scheduler has none of its own.
/// </param>
internal sealed record LevelPlacement(double[] Times, double[]? Sigmas)
{
    public static LevelPlacement Of(SchedulerConfig config, SchedulerRequest request) =>
        config.Class.Placing switch
        {
            Placing.Exploding => Exploding(config, request),
            Placing.Solver when config.Flag("use_flow_sigmas") => FlowPlacement.OfSolver(config, request),
            Placing.Solver => Solver(config, request),
            Placing.Table => new([.. request.Timesteps ?? Spaced(config, Steps(request))], null),
            Placing.Plms => new(Plms(config, Steps(request)), null),
            Placing.Consistency => new(Consistency(config, request), null),
            Placing.Flow => FlowPlacement.Of(config, request),
            Placing.Edm => Edm(config, Steps(request)),
            _ => Angle(Steps(request)),
        };

    private static int Steps(SchedulerRequest request) =>
        request.Steps >= 1
            ? request.Steps
            : throw new HippogriffException($"A run has at least 1 step, not {request.Steps}.");

    private static double[] Spaced(SchedulerConfig config, int steps, bool oneMore = false, bool whole = true) =>
        SpacedTimesteps.Of(
            config.Class.Name == "DPMSolverSinglestep"
                ? TimestepSpacing.Linspace
                : config.Word("timestep_spacing") switch
                {
                    "trailing" => TimestepSpacing.Trailing,
                    "leading" => TimestepSpacing.Leading,
                    _ => TimestepSpacing.Linspace,
                },
            config.Whole("num_train_timesteps"),
            steps,
            config.Number("steps_offset"),
            oneMore,
            whole
        );

    /// <summary>Euler and its relatives: real timesteps; other spacings keep the ends of the chosen ones.</summary>
    private static LevelPlacement Exploding(SchedulerConfig config, SchedulerRequest request)
    {
        ExplodingTable table = new(config.AlphaBars);
        if (request.Sigmas is { } given)
            return new([.. given.SkipLast(1).Select(table.StepAt)], [.. given]);
        double[] times = [.. request.Timesteps ?? Spaced(config, Steps(request), whole: false)];
        double[] sigmas = [.. times.Select(table.At)];
        if (config.Word("interpolation_type") == "log_linear")
            sigmas = [.. Warped.Even(table.LogHighest, table.LogLowest, times.Length + 1).Select(Math.Exp)];
        bool euler = config.Class.Name == "EulerDiscrete";
        double low = (euler ? config.MaybeNumber("sigma_min") : null) ?? sigmas[^1],
            high = (euler ? config.MaybeNumber("sigma_max") : null) ?? sigmas[0];
        if (Warped.Between(config, high, low, times.Length) is { } warped)
        {
            bool rounds =
                config.Class.Name.StartsWith("KDPM2", StringComparison.Ordinal) && config.Flag("use_karras_sigmas");
            sigmas = warped;
            times = [.. warped.Select(sigma => rounds ? Math.Round(table.StepAt(sigma)) : table.StepAt(sigma))];
        }
        if (config.Word("timestep_type") == "continuous" && config.Prediction == Prediction.V)
            times = [.. sigmas.Select(sigma => Math.Log(sigma) / 4)];
        return new(times, [.. sigmas, config.Word("final_sigmas_type") == "zero" ? 0 : table.Lowest]);
    }

    /// <summary>Solvers in lambda: whole timesteps; other spacings run over the whole table.</summary>
    private static LevelPlacement Solver(SchedulerConfig config, SchedulerRequest request)
    {
        // Long: the rules of these schedulers, one after the other.
        ExplodingTable table = new(config.AlphaBars);
        string name = config.Class.Name;
        double[] times;
        if (request.Timesteps is { } given)
            times = [.. given];
        else if (
            name == "DPMSolverMultistep"
            && config.Number("lambda_min_clipped") is > double.NegativeInfinity and var least
        )
            times = SpacedTimesteps.Of(
                TimestepSpacing.Linspace,
                table.CountAbove(least),
                Steps(request),
                0,
                oneMore: true
            );
        else
            times = Spaced(config, Steps(request), oneMore: true);
        double[] sigmas = [.. times.Select(table.At)];
        bool isWarped = false,
            isEven = config.Flag("use_lu_lambdas");
        double[]? logs = isEven
            ? Warped.Even(table.LogHighest, table.LogLowest, times.Length)
            : Warped
                .Between(config, table.Highest, table.Lowest, times.Length)
                ?.Select(sigma => Math.Log(sigma))
                .ToArray();
        if (logs is not null)
        {
            isWarped = true;
            sigmas = [.. logs.Select(Math.Exp)];
            bool rounds =
                (config.Flag("use_karras_sigmas") || isEven)
                && !(name == "DPMSolverMultistep" && config.Word("beta_schedule") == "squaredcos_cap_v2");
            times = [.. logs.Select(table.StepAtLog).Select(t => Math.Floor(rounds ? Math.Round(t) : t))];
        }
        bool ends = config.Word("final_sigmas_type") == "zero" && name is not ("DEISMultistep" or "SASolver");
        bool repeats = isWarped && name is "DEISMultistep" or "SASolver" or "UniPCMultistep";
        return new(
            times,
            [
                .. sigmas,
                ends ? 0
                : isWarped && repeats ? sigmas[^1]
                : table.Lowest,
            ]
        );
    }

    private static double[] Plms(SchedulerConfig config, int steps)
    {
        double[] down = Spaced(config, steps);
        if (config.Flag("skip_prk_steps"))
            return down.Length < 2 ? down : [down[0], down[1], .. down[1..]];
        if (steps < 4)
            throw new HippogriffException($"PNDM with Runge-Kutta steps takes at least 4 steps, not {steps}.");
        int half = config.Whole("num_train_timesteps") / steps / 2;
        List<double> calls = [];
        for (int i = 0; i < 3; i++)
            calls.AddRange([down[i], down[i + 1] + half, down[i + 1] + half, down[i + 1]]);
        return [.. calls, .. down[3..]];
    }

    /// <summary>Some of the steps that a model was distilled at (2310.04378, section 4.3).</summary>
    private static double[] Consistency(SchedulerConfig config, SchedulerRequest request)
    {
        if (request.Timesteps is { } given)
            return [.. given];
        int trained = config.Whole("num_train_timesteps"),
            steps = Steps(request),
            original = request.OriginalSteps ?? config.Whole("original_inference_steps");
        int[] all =
            config.Class.Name == "TCD" && request.OriginalSteps is not null
                ? [.. Enumerable.Range(0, (int)(trained * request.Strength))]
                :
                [
                    .. Enumerable
                        .Range(1, (int)(original * request.Strength))
                        .Select(i => i * (trained / original) - 1),
                ];
        if (all.Length < steps)
            throw new HippogriffException(
                $"{steps} steps are more than the {all.Length} of the distillation that this strength leaves."
            );
        return
        [
            .. Enumerable
                .Range(0, steps)
                .Select(i => (double)all[^(1 + (int)Math.Floor((double)i * all.Length / steps))]),
        ];
    }

    private static LevelPlacement Edm(SchedulerConfig config, int steps)
    {
        double low = config.Number("sigma_min"),
            high = config.Number("sigma_max"),
            rho = config.Number("rho");
        double[] sigmas =
            config.Word("sigma_schedule") == "exponential"
                ? [.. Warped.Even(Math.Log(high), Math.Log(low), steps, last: true).Select(Math.Exp)]
                : Warped.Powers(high, low, steps, rho);
        bool cosine = config.Class.Name.StartsWith("Cosine", StringComparison.Ordinal);
        double[] times = [.. sigmas.Select(s => cosine ? Math.Atan(s) / Math.PI * 2 : Math.Log(s) / 4)];
        double end = config.Class.Name == "EDMEuler" ? sigmas[^1] : low;
        return new(times, [.. sigmas, config.Word("final_sigmas_type") == "zero" ? 0 : end]);
    }

    private static LevelPlacement Angle(int steps)
    {
        double[] levels =
        [
            .. Enumerable.Range(0, steps).Select(i => Math.Pow(Math.Sin((1 - (double)i / steps) * Math.PI / 2), 2)),
        ];
        double[] times = [.. levels.Select(b => Math.Atan2(b, Math.Sqrt(1 - b * b)) / Math.PI * 2)];
        return new(times, [.. levels, 0]);
    }
}
