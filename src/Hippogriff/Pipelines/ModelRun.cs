using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines;

/// <summary>
/// The noise levels of a drawing, and the model as it is told them. A model that comes with a scheduler is stepped by
/// it; otherwise the registries' schedule and sampler do it.
/// </summary>
/// <param name="Model">The model in the family of these levels; it belongs to whoever owns the model.</param>
/// <param name="Levels">Falling levels, the last one 0 or the lowest.</param>
/// <param name="Scheduler">The run of the model's scheduler; null without one.</param>
public sealed record ModelRun(IPictureModel Model, double[] Levels, SchedulerRun? Scheduler)
{
    /// <summary>The run for some settings.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">Sampler, schedule, steps and eta.</param>
    /// <param name="strength">
    /// 1: from pure noise; below 1: from a picture. A scheduler leaves out the first steps then, as other programs do;
    /// the registries' schedules take all steps on the levels that remain.
    /// </param>
    /// <exception cref="HippogriffException">There is no such schedule, or the settings do not fit the
    /// scheduler.</exception>
    public static ModelRun Of(IPictureModel model, GenerationSettings settings, double strength = 1)
    {
        if (model.SchedulerFor(settings.Sampler, settings.Schedule) is not { } config)
            return new(model, SamplingRun.Levels(settings.Schedule, model.Family, settings.Steps, strength), null);
        double least = 1.000001 / settings.Steps; // one step remains
        SchedulerRun run = Denoising.Schedulers.Scheduler.Plan(
            config,
            new SchedulerRequest
            {
                Steps = settings.Steps,
                Strength = Math.Min(1, Math.Max(strength, least)),
                Eta = settings.Eta,
            }
        );
        return new(model.Following(run), run.Levels, run);
    }

    /// <summary>The batch that the run begins with from pure noise; owned by the caller.</summary>
    public Tensor Begin(Tensor noise) => Scheduler?.Begin(noise) ?? noise * Held(Levels[0]);

    /// <summary>A clean batch with the noise of the first level; owned by the caller.</summary>
    public Tensor Begin(Tensor clean, Tensor noise) => Model.Family.AddNoise(clean, noise, Levels[0]);

    /// <summary>What the sampler is told, to be completed.</summary>
    /// <param name="denoiser">The denoiser of <see cref="Model"/> with its conditions.</param>
    /// <param name="settings">The sampler.</param>
    /// <param name="noise">See <see cref="SamplingPlan.Noise"/>.</param>
    public SamplingPlan Plan(Denoiser denoiser, GenerationSettings settings, Func<Tensor> noise) =>
        new()
        {
            Denoiser = denoiser,
            Family = Model.Family,
            Sampler = settings.Sampler,
            Scheduler = Scheduler,
            Levels = Levels,
            Noise = noise,
            Eta = settings.Eta,
        };
}
