using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>The values of a form; null means the model's default.</summary>
public sealed class DrawingForm
{
    public string Prompt { get; set; } = "";

    public string NegativePrompt { get; set; } = "";

    /// <summary>Name of an installed model; null for the default one.</summary>
    public string? Model { get; set; }

    public int? Width { get; set; }

    public int? Height { get; set; }

    public int Count { get; set; } = 1;

    public int? Steps { get; set; }

    public double? Guidance { get; set; }

    /// <summary>
    /// Times at which guidance is applied, as "0.1-0.8", from 0 (clean) to 1 (pure noise); empty: the model's default.
    /// </summary>
    public string GuidanceBetween { get; set; } = "";

    /// <inheritdoc cref="GenerationRequest.GuidanceRescale"/>
    public double GuidanceRescale { get; set; }

    public string? Sampler { get; set; }

    public string? Schedule { get; set; }

    /// <summary>LoRAs, at most <see cref="LoraCatalogue.Most"/>.</summary>
    public List<RequestedLora> Loras { get; } = [];

    public SeedChoice Seed { get; } = new();

    /// <summary>Denoising strength for a source picture.</summary>
    public double Strength { get; set; } = 0.6;

    /// <summary>Blur of the mask's edge in pixels.</summary>
    public int MaskBlur { get; set; }

    /// <summary>The job that the form describes.</summary>
    /// <exception cref="HippogriffException">The guidance interval is not valid.</exception>
    public JobRequest ToOrder() =>
        new()
        {
            Prompt = Prompt.Trim(),
            NegativePrompt = NegativePrompt.Trim(),
            Model = Model,
            Width = Width,
            Height = Height,
            Count = Count,
            Steps = Steps,
            Guidance = Guidance,
            GuidanceInterval = string.IsNullOrWhiteSpace(GuidanceBetween)
                ? null
                : GuidanceInterval.Read(GuidanceBetween)
                    ?? throw new HippogriffException(
                        "Guidance acts between two numbers from 0 to 1, the lower one first, such as "
                            + $"0.1-0.8, not '{GuidanceBetween.Trim()}'."
                    ),
            GuidanceRescale = GuidanceRescale,
            Sampler = Sampler,
            Schedule = Schedule,
            Loras = Loras.Count == 0 ? null : [.. Loras],
            Seed = Seed.Next,
        };

    /// <summary>
    /// A form that draws the picture with these settings again. Of a job with several pictures it draws only this one,
    /// by its own seed.
    /// </summary>
    /// <param name="settings">The picture's settings.</param>
    /// <param name="models">Names of the installed models; if the picture's is missing, the default one is
    /// used.</param>
    public static DrawingForm From(GenerationSettings settings, IEnumerable<string> models)
    {
        DrawingForm form = new()
        {
            Prompt = settings.Prompt,
            NegativePrompt = settings.NegativePrompt,
            Model = models.FirstOrDefault(name => name == settings.Model),
            Width = settings.Width,
            Height = settings.Height,
            Steps = settings.Steps,
            Guidance = settings.Guidance,
            GuidanceBetween = settings.GuidanceInterval.ToText(),
            GuidanceRescale = settings.GuidanceRescale,
            Sampler = settings.Sampler,
            Schedule = settings.Schedule,
            Strength = settings.Strength ?? 0.6,
            MaskBlur = settings.MaskBlur ?? 0,
        };
        form.Loras.AddRange(
            (settings.Loras ?? Enumerable.Empty<LoraUse>()).Select(lora => new RequestedLora(lora.Name, lora.Weight))
        );
        form.Seed.Keep(settings.Seed);
        return form;
    }
}
