namespace Hippogriff.Denoising.Schedulers;

/// <summary>What a run asks of a scheduler.</summary>
public sealed record SchedulerRequest
{
    /// <summary>Number of steps of a whole run, 1 or more; not used with own timesteps or sigmas.</summary>
    public int Steps { get; init; } = 1;

    /// <summary>
    /// 1 from pure noise; below 1 from a picture: the first steps are left out, as diffusers' img2img does.
    /// </summary>
    public double Strength { get; init; } = 1;

    /// <summary>Own timesteps, falling; null for those of the spacing.</summary>
    public IReadOnlyList<double>? Timesteps { get; init; }

    /// <summary>
    /// Own noise levels, falling: of Euler with the last one 0, of flows without it and before their shift. Null for
    /// those of the schedule.
    /// </summary>
    public IReadOnlyList<double>? Sigmas { get; init; }

    /// <summary>The logarithm of a flow's shift for the size of a picture; null without dynamic shifting.</summary>
    public double? Mu { get; init; }

    /// <summary>Number of steps of the distillation for LCM and TCD; null for the model's.</summary>
    public int? OriginalSteps { get; init; }

    /// <summary>Share of fresh noise for DDIM (default 0) and TCD (default 0.3).</summary>
    public double? Eta { get; init; }

    /// <summary>Noise that Euler and Heun add before their steps; none if null.</summary>
    public Samplers.Churn? Churn { get; init; }

    /// <summary>Order of LMS, 1 to 4.</summary>
    public int LmsOrder { get; init; } = 4;

    /// <summary>DDIM: whether the noise is taken from the limited guess instead of the network's.</summary>
    public bool ReuseLimited { get; init; }

    /// <summary>Number of first steps that are left out; null for those of <see cref="Strength"/>.</summary>
    public int? Skip { get; init; }
}
