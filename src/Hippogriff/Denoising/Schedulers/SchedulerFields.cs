namespace Hippogriff.Denoising.Schedulers;

/// <summary>
/// The fields of scheduler_config.json and their values where a file leaves them out. Numbers are doubles, lists are
/// lists of doubles.
/// </summary>
internal static class SchedulerFields
{
    private static readonly IReadOnlyDictionary<string, object?> s_common = new Dictionary<string, object?>
    {
        ["num_train_timesteps"] = 1000.0,
        ["beta_start"] = 0.0001,
        ["beta_end"] = 0.02,
        ["beta_schedule"] = "linear",
        ["trained_betas"] = null,
        ["rescale_betas_zero_snr"] = false,
        ["prediction_type"] = "epsilon",
        ["timestep_spacing"] = "linspace",
        ["steps_offset"] = 0.0,
        ["timestep_type"] = "discrete",
        ["use_karras_sigmas"] = false,
        ["use_exponential_sigmas"] = false,
        ["use_beta_sigmas"] = false,
        ["use_lu_lambdas"] = false,
        ["use_flow_sigmas"] = false,
        ["flow_shift"] = 1.0,
        ["final_sigmas_type"] = "zero",
        ["interpolation_type"] = "linear",
        ["lambda_min_clipped"] = double.NegativeInfinity,
        ["sigma_min"] = null,
        ["sigma_max"] = null,
        ["sigma_data"] = 0.5,
        ["sigma_schedule"] = "karras",
        ["rho"] = 7.0,
        ["set_alpha_to_one"] = true,
        ["skip_prk_steps"] = false,
        ["clip_sample"] = false,
        ["clip_sample_range"] = 1.0,
        ["thresholding"] = false,
        ["dynamic_thresholding_ratio"] = 0.995,
        ["sample_max_value"] = 1.0,
        ["variance_type"] = null,
        ["solver_order"] = 2.0,
        ["algorithm_type"] = "dpmsolver++",
        ["solver_type"] = "midpoint",
        ["lower_order_final"] = true,
        ["euler_at_final"] = false,
        ["predict_x0"] = true,
        ["disable_corrector"] = Array.Empty<double>(),
        ["solver_p"] = null,
        ["predictor_order"] = 2.0,
        ["corrector_order"] = 2.0,
        ["tau_func"] = null,
        ["noise_sampler_seed"] = null,
        ["original_inference_steps"] = 50.0,
        ["timestep_scaling"] = 10.0,
        ["shift"] = 1.0,
        ["use_dynamic_shifting"] = false,
        ["base_shift"] = 0.5,
        ["max_shift"] = 1.15,
        ["base_image_seq_len"] = 256.0,
        ["max_image_seq_len"] = 4096.0,
        ["invert_sigmas"] = false,
        ["shift_terminal"] = null,
        ["time_shift_type"] = "exponential",
        ["stochastic_sampling"] = false,
        ["scale_factors"] = null,
        ["upscale_mode"] = "bicubic",
    };

    /// <summary>Fields whose text is one of few.</summary>
    private static readonly IReadOnlyDictionary<string, string[]> s_words = new Dictionary<string, string[]>
    {
        ["beta_schedule"] = ["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid"],
        ["prediction_type"] = ["epsilon", "v_prediction", "sample", "flow_prediction"],
        ["timestep_spacing"] = ["linspace", "leading", "trailing"],
        ["timestep_type"] = ["discrete", "continuous"],
        ["final_sigmas_type"] = ["zero", "sigma_min"],
        ["interpolation_type"] = ["linear", "log_linear"],
        ["sigma_schedule"] = ["karras", "exponential"],
        ["time_shift_type"] = ["exponential", "linear"],
        ["algorithm_type"] =
        [
            "dpmsolver++",
            "sde-dpmsolver++",
            "dpmsolver",
            "sde-dpmsolver",
            "deis",
            "data_prediction",
            "noise_prediction",
        ],
        ["solver_type"] = ["midpoint", "heun", "bh1", "bh2", "logrho"],
    };

    /// <summary>Fields that a file may have and that say nothing of the numbers.</summary>
    private static readonly HashSet<string> s_aside =
    [
        "_class_name",
        "_diffusers_version",
        "_name_or_path",
        "clip_sample_max",
        "beta_scheduler",
        "solver",
    ];

    /// <summary>Names of all fields that some scheduler has.</summary>
    public static IEnumerable<string> Names => s_common.Keys;

    public static bool IsKnown(string name) => s_common.ContainsKey(name);

    public static bool IsAside(string name) => s_aside.Contains(name);

    /// <summary>The value of a field that no file names, for any class.</summary>
    public static object? Default(string name) => s_common[name];

    /// <summary>The texts that a field may have; null for any.</summary>
    public static IReadOnlyList<string>? Words(string name) => s_words.GetValueOrDefault(name);
}
