namespace Hippogriff.Denoising.Schedulers;

/// <summary>How a scheduler places its timesteps and noise levels.</summary>
internal enum Placing
{
    /// <summary>Timesteps, then levels in variance-exploding form: Euler, Heun, DPM2, LMS.</summary>
    Exploding,

    /// <summary>The same with one more than is used, and in true form: solvers in lambda.</summary>
    Solver,

    /// <summary>Whole timesteps of the trained table: DDIM, DDPM.</summary>
    Table,

    /// <summary>The same with a repeated one, or with Runge-Kutta steps before them: PNDM.</summary>
    Plms,

    /// <summary>Some of the steps of a distillation: LCM, TCD.</summary>
    Consistency,

    /// <summary>Levels of a flow.</summary>
    Flow,

    /// <summary>Levels of EDM, with the time ln(sigma) / 4.</summary>
    Edm,

    /// <summary>Angles: IPNDM.</summary>
    Angle,
}

/// <summary>A scheduler of diffusers: what places its levels, and its own values of fields.</summary>
/// <param name="Name">Its name without "Scheduler": "EulerDiscrete".</param>
/// <param name="Sampler">Name of the sampler that does its steps, see <see cref="SamplerRegistry.Names"/>.</param>
/// <param name="Placing">How it places its levels.</param>
/// <param name="Own">Values where a file leaves them out, if they differ from the usual ones.</param>
internal sealed record SchedulerClass(
    string Name,
    string Sampler,
    Placing Placing,
    params (string Field, object? Value)[] Own
)
{
    private const string Ending = "Scheduler";

    public static IReadOnlyList<SchedulerClass> All { get; } =
    [
        new("EulerDiscrete", "euler", Placing.Exploding),
        new("EulerAncestralDiscrete", "euler_ancestral", Placing.Exploding),
        new("HeunDiscrete", "heun", Placing.Exploding, [.. Latent]),
        new("KDPM2Discrete", "dpm2", Placing.Exploding, [.. Latent]),
        new("KDPM2AncestralDiscrete", "dpm2_ancestral", Placing.Exploding, [.. Latent]),
        new("LMSDiscrete", "k_lms", Placing.Exploding),
        new("DPMSolverSDE", "k_dpmpp_sde", Placing.Exploding, [.. Latent]),
        new("DPMSolverMultistep", "dpmpp_2m", Placing.Solver),
        new("DPMSolverSinglestep", "dpmpp_2s", Placing.Solver, ("lower_order_final", false)),
        new("UniPCMultistep", "unipc_bh2", Placing.Solver, ("solver_type", "bh2")),
        new("DEISMultistep", "deis", Placing.Solver, ("algorithm_type", "deis"), ("solver_type", "logrho")),
        new("SASolver", "sa_solver", Placing.Solver, ("algorithm_type", "data_prediction")),
        new("DDIM", "ddim", Placing.Table, ("timestep_spacing", "leading"), ("clip_sample", true)),
        new(
            "DDPM",
            "ddpm",
            Placing.Table,
            ("timestep_spacing", "leading"),
            ("clip_sample", true),
            ("variance_type", "fixed_small")
        ),
        new("PNDM", "pndm", Placing.Plms, ("timestep_spacing", "leading"), ("set_alpha_to_one", false)),
        new("IPNDM", "pndm", Placing.Angle),
        new("LCM", "lcm", Placing.Consistency, [.. Latent, ("beta_schedule", "scaled_linear"), Leading]),
        new("TCD", "tcd", Placing.Consistency, [.. Latent, ("beta_schedule", "scaled_linear"), Leading]),
        new("FlowMatchEulerDiscrete", "euler", Placing.Flow, ("prediction_type", "flow_prediction")),
        new("FlowMatchHeunDiscrete", "heun", Placing.Flow, ("prediction_type", "flow_prediction")),
        new("FlowMatchLCM", "lcm", Placing.Flow, ("prediction_type", "flow_prediction")),
        new("EDMEuler", "euler", Placing.Edm, ("sigma_min", 0.002), ("sigma_max", 80.0)),
        new("EDMDPMSolverMultistep", "dpmpp_2m", Placing.Edm, ("sigma_min", 0.002), ("sigma_max", 80.0)),
        new(
            "CosineDPMSolverMultistep",
            "dpmpp_2m_sde",
            Placing.Edm,
            ("sigma_min", 0.3),
            ("sigma_max", 500.0),
            ("sigma_data", 1.0),
            ("sigma_schedule", "exponential"),
            ("prediction_type", "v_prediction"),
            ("algorithm_type", "sde-dpmsolver++")
        ),
    ];

    private static (string, object?)[] Latent => [("beta_start", 0.00085), ("beta_end", 0.012)];

    private static (string, object?) Leading => ("timestep_spacing", "leading");

    /// <summary>Its name in a file: "EulerDiscreteScheduler".</summary>
    public string FullName => Name + Ending;

    /// <summary>The class of a name with or without "Scheduler"; null if there is none.</summary>
    public static SchedulerClass? TryFind(string name)
    {
        string bare = name.EndsWith(Ending, StringComparison.Ordinal) ? name[..^Ending.Length] : name;
        return All.FirstOrDefault(entry => entry.Name == bare);
    }

    /// <summary>The value of a field where a file leaves it out.</summary>
    public object? Default(string field)
    {
        foreach ((string own, object? value) in Own.Reverse())
            if (own == field)
                return value;
        return SchedulerFields.Default(field);
    }
}
