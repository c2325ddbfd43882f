using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;

namespace Hippogriff.Studio.Pages.Forms;

/// <summary>The values of a form; null means the model's default.</summary>
public sealed class DrawingForm
{
    /// <summary>What to draw and how, as far as fields of the form say it; seed and LoRAs stand beside it.</summary>
    public GenerationOptions Options { get; set; } = new();

    /// <inheritdoc cref="Pipelines.GenerationOptions.Prompt"/>
    public string Prompt
    {
        get => Options.Prompt;
        set => Options = Options with { Prompt = value };
    }

    /// <inheritdoc cref="Pipelines.GenerationOptions.NegativePrompt"/>
    public string NegativePrompt
    {
        get => Options.NegativePrompt;
        set => Options = Options with { NegativePrompt = value };
    }

    /// <summary>Name of an installed model; null for the default one.</summary>
    public string? Model { get; set; }

    /// <inheritdoc cref="Pipelines.GenerationOptions.Width"/>
    public int? Width
    {
        get => Options.Width;
        set => Options = Options with { Width = value };
    }

    /// <inheritdoc cref="Pipelines.GenerationOptions.Height"/>
    public int? Height
    {
        get => Options.Height;
        set => Options = Options with { Height = value };
    }

    /// <inheritdoc cref="Pipelines.GenerationOptions.Count"/>
    public int Count
    {
        get => Options.Count;
        set => Options = Options with { Count = value };
    }

    /// <inheritdoc cref="Pipelines.GenerationOptions.Steps"/>
    public int? Steps
    {
        get => Options.Steps;
        set => Options = Options with { Steps = value };
    }

    /// <inheritdoc cref="Pipelines.GenerationOptions.Guidance"/>
    public double? Guidance
    {
        get => Options.Guidance;
        set => Options = Options with { Guidance = value };
    }

    /// <summary>
    /// Times at which guidance is applied, as "0.1-0.8", from 0 (clean) to 1 (pure noise); empty: the model's default.
    /// </summary>
    public string GuidanceBetween { get; set; } = "";

    /// <inheritdoc cref="GenerationOptions.GuidanceRescale"/>
    public double GuidanceRescale
    {
        get => Options.GuidanceRescale;
        set => Options = Options with { GuidanceRescale = value };
    }

    /// <inheritdoc cref="GenerationOptions.EmbeddedGuidance"/>
    public double? EmbeddedGuidance
    {
        get => Options.EmbeddedGuidance;
        set => Options = Options with { EmbeddedGuidance = value };
    }

    /// <inheritdoc cref="GenerationOptions.ImageGuidance"/>
    public double? ImageGuidance
    {
        get => Options.ImageGuidance;
        set => Options = Options with { ImageGuidance = value };
    }

    /// <inheritdoc cref="GenerationOptions.ClipSkip"/>
    public int? ClipSkip
    {
        get => Options.ClipSkip;
        set => Options = Options with { ClipSkip = value };
    }

    /// <inheritdoc cref="GenerationOptions.PromptWeighting"/>
    public string? PromptWeighting
    {
        get => Options.PromptWeighting;
        set => Options = Options with { PromptWeighting = value };
    }

    /// <inheritdoc cref="GenerationOptions.Eta"/>
    public double? Eta
    {
        get => Options.Eta;
        set => Options = Options with { Eta = value };
    }

    /// <inheritdoc cref="GenerationOptions.NoiseSource"/>
    public string? NoiseSource
    {
        get => Options.NoiseSource;
        set => Options = Options with { NoiseSource = value };
    }

    /// <inheritdoc cref="Pipelines.GenerationOptions.Sampler"/>
    public string? Sampler
    {
        get => Options.Sampler;
        set => Options = Options with { Sampler = value };
    }

    /// <inheritdoc cref="Pipelines.GenerationOptions.Schedule"/>
    public string? Schedule
    {
        get => Options.Schedule;
        set => Options = Options with { Schedule = value };
    }

    /// <summary>LoRAs, at most <see cref="LoraCatalogue.Most"/>.</summary>
    public List<LoraChoice> Loras { get; } = [];

    /// <summary>The seed, and whether it is kept.</summary>
    public SeedChoice Seed { get; } = new();

    /// <inheritdoc cref="GenerationOptions.SourceFit"/>
    public SourceFit SourceFit
    {
        get => Options.SourceFit;
        set => Options = Options with { SourceFit = value };
    }

    /// <summary>How much noise is added to a source picture.</summary>
    public double Strength
    {
        get => Options.Strength;
        set => Options = Options with { Strength = value };
    }

    /// <summary>How soft the edge of a mask is, in pixels.</summary>
    public int MaskBlur
    {
        get => Options.MaskBlur;
        set => Options = Options with { MaskBlur = value };
    }

    /// <summary>What is set beside the words, in a few words.</summary>
    public string Summary(PageTexts say) => say.Order(Draft()) is { Length: > 0 } said ? said : say["Forms.AsUsual"];

    /// <summary>The job so far, without the interval of guidance, which may not be valid yet.</summary>
    internal JobRequest Draft() =>
        new(Options)
        {
            Model = Model,
            Seed = Seed.Next,
            Loras = Loras.Count == 0 ? null : [.. Loras],
        };

    /// <summary>The job that the form describes.</summary>
    /// <exception cref="HippogriffException">The guidance interval is not valid.</exception>
    public JobRequest ToOrder() =>
        new(Options)
        {
            Prompt = Prompt.Trim(),
            NegativePrompt = NegativePrompt.Trim(),
            Model = Model,
            GuidanceInterval = string.IsNullOrWhiteSpace(GuidanceBetween)
                ? null
                : GuidanceInterval.Read(SpokenNumber.WithDots(GuidanceBetween))
                    ?? throw new SaidException(new Phrase("Forms.WrongInterval", GuidanceBetween.Trim())),
            Loras = Loras.Count == 0 ? null : [.. Loras],
            Seed = Seed.Next,
            SourceFit = default,
            Strength = new GenerationOptions().Strength,
            MaskBlur = 0,
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
        GenerationOptions options = settings.ToOptions();
        DrawingForm form = new()
        {
            Options = options with { Loras = null },
            Model = models.FirstOrDefault(name => name == settings.Model),
            GuidanceBetween = settings.GuidanceInterval.ToText(),
        };
        form.Loras.AddRange(options.Loras ?? []);
        form.Seed.Keep(settings.Seed);
        return form;
    }
}
