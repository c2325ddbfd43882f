namespace Hippogriff.Denoising.Schedulers;

/// <summary>Levels of flows: even ones, shifted towards noise by the size of the picture or by a constant.</summary>
internal static class FlowPlacement
{
    /// <summary>Schedulers of flow matching.</summary>
    public static LevelPlacement Of(SchedulerConfig config, SchedulerRequest request)
    {
        double trained = config.Number("num_train_timesteps"),
            shift = config.Number("shift");
        bool dynamic = config.Class.Name != "FlowMatchHeunDiscrete" && config.Flag("use_dynamic_shifting");
        double[] sigmas =
            request.Sigmas is { } given ? [.. given]
            : request.Timesteps is { } asked ? [.. asked.Select(time => time / trained)]
            : Warped.Even(1, dynamic ? 1 / trained : Families.Flow.Shifted(1 / trained, shift), request.Steps);
        if (dynamic)
        {
            double mu =
                request.Mu
                ?? throw new HippogriffException("This scheduler shifts by the picture's size; give its mu.");
            double factor = config.Word("time_shift_type") == "exponential" ? Math.Exp(mu) : mu;
            sigmas = [.. sigmas.Select(sigma => factor / (factor + 1 / sigma - 1))];
        }
        else
        {
            sigmas = [.. sigmas.Select(sigma => Families.Flow.Shifted(sigma, shift))];
        }
        if (config.MaybeNumber("shift_terminal") is { } terminal and not 0)
        {
            double stretch = (1 - terminal) / (1 - sigmas[^1]);
            sigmas = [.. sigmas.Select(sigma => 1 - (1 - sigma) * stretch)];
        }
        sigmas = Warped.Between(config, sigmas[0], sigmas[^1], sigmas.Length) ?? sigmas;
        bool inverted = config.Flag("invert_sigmas");
        double[] times =
            request.Timesteps is { } fed && !inverted
                ? [.. fed]
                : [.. sigmas.Select(sigma => (inverted ? 1 - sigma : sigma) * trained)];
        return new(times, [.. sigmas, 0]);
    }

    /// <summary>Solvers of diffusion models that run a flow; they cut their timesteps to whole ones.</summary>
    public static LevelPlacement OfSolver(SchedulerConfig config, SchedulerRequest request)
    {
        double trained = config.Number("num_train_timesteps");
        bool unipc = config.Class.Name == "UniPCMultistep";
        double shift = !unipc && request.Mu is { } mu ? Math.Exp(mu) : config.Number("flow_shift");
        double[] even =
            unipc && request.Sigmas is { } given ? [.. given]
            : unipc ? [.. Warped.Even(1, 1 / trained, request.Steps + 1)[..^1]]
            : [.. Warped.Even(1, 1 / trained, request.Steps + 1).Select(sigma => 1 - sigma).Reverse().SkipLast(1)];
        double[] sigmas = [.. even.Select(sigma => Families.Flow.Shifted(sigma, shift))];
        if (unipc && Math.Abs(sigmas[0] - 1) < 1e-6)
            sigmas[0] -= 1e-6; // lambda is finite then
        double end =
            config.Word("final_sigmas_type") == "zero" ? 0
            : unipc ? sigmas[^1]
            : new ExplodingTable(config.AlphaBars).Lowest;
        return new([.. sigmas.Select(sigma => Math.Floor(sigma * trained + 1e-9))], [.. sigmas, end]);
    }
}
