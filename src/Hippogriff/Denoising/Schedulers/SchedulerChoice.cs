namespace Hippogriff.Denoising.Schedulers;

/// <summary>
/// Other samplers and schedules for a model's scheduler, as diffusers changes one: the trained levels and the spacing
/// stay, the class of the scheduler changes.
/// </summary>
internal static class SchedulerChoice
{
    private const string MultistepSde = "dpmpp_2m_sde",
        Spacing = "timestep_spacing";

    private static readonly string[] s_spacings = ["leading", "trailing", "linspace"];
    private static readonly string[] s_warps = ["use_karras_sigmas", "use_exponential_sigmas", "use_beta_sigmas"];

    /// <summary>What classes have in common; their other settings stay with them.</summary>
    private static readonly string[] s_common =
    [
        "num_train_timesteps",
        "beta_start",
        "beta_end",
        "beta_schedule",
        "trained_betas",
        "rescale_betas_zero_snr",
        "prediction_type",
        Spacing,
        "steps_offset",
        "set_alpha_to_one",
        .. s_warps,
    ];

    /// <summary>
    /// The scheduler for a sampler and a schedule by name. Null if they are not of the kind that diffusers has: then
    /// the registries' own are meant, which are k-diffusion's.
    /// </summary>
    /// <param name="own">The model's scheduler.</param>
    /// <param name="sampler">Name of the sampler.</param>
    /// <param name="schedule">Name of the schedule.</param>
    public static SchedulerConfig? For(SchedulerConfig own, string sampler, string schedule)
    {
        bool isOwn = schedule == own.Schedule;
        if (!isOwn && !s_spacings.Contains(schedule))
            return null;
        if (sampler == own.Sampler)
            return isOwn ? own : own.As(own.Class, [.. SpacedAs(schedule)]);
        SchedulerClass? kind = SchedulerClass.All.FirstOrDefault(entry =>
            entry.Sampler == (sampler == MultistepSde ? "dpmpp_2m" : sampler)
            && entry.Placing is not (Placing.Flow or Placing.Edm or Placing.Angle)
        );
        if (kind is null || own.Class.Placing is Placing.Flow or Placing.Edm or Placing.Angle)
            return null;
        Dictionary<string, object?> values = s_common.ToDictionary(field => field, own.Value);
        values["clip_sample"] = false; // latents are not limited
        if (sampler == MultistepSde)
            values["algorithm_type"] = "sde-dpmsolver++";
        foreach ((string field, object? value) in isOwn ? [] : SpacedAs(schedule))
            values[field] = value;
        return new SchedulerConfig(kind, values);
    }

    private static IEnumerable<(string Field, object? Value)> SpacedAs(string schedule) =>
        [(Spacing, schedule), .. s_warps.Select(warp => (warp, (object?)false))];
}
