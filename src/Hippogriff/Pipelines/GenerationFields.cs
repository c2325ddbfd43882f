using Hippogriff.Denoising;

namespace Hippogriff.Pipelines;

/// <summary>
/// The table of all options of a drawing: names, range, default and help. All interfaces read this table. A new option
/// is a property of <see cref="GenerationOptions"/> and an entry here.
/// </summary>
public static class GenerationFields
{
    /// <summary>The prompt.</summary>
    public static GenerationField Prompt { get; } =
        new("Prompt", FieldKind.Text, typeof(string), o => o.Prompt, (o, v) => o with { Prompt = (string?)v ?? "" })
        {
            Name = "prompt",
            Maximum = RequestCheck.LongestPrompt,
            Help = "The prompt, in plain English.",
        };

    /// <summary>The negative prompt.</summary>
    public static GenerationField NegativePrompt { get; } =
        new(
            "NegativePrompt",
            FieldKind.Text,
            typeof(string),
            o => o.NegativePrompt,
            (o, v) => o with { NegativePrompt = (string?)v ?? "" }
        )
        {
            Name = "negative prompt",
            OptionName = "--negative",
            Maximum = RequestCheck.LongestPrompt,
            Help = "Negative prompt; needs a guidance above 1.",
        };

    /// <summary>Seed of the first picture.</summary>
    public static GenerationField Seed { get; } =
        new("Seed", FieldKind.Whole, typeof(long), o => o.Seed, (o, v) => o with { Seed = (long?)v })
        {
            Name = "seed",
            OptionName = "--seed",
            InfotextName = "Seed",
            Minimum = 0,
            Maximum = Seeds.Last,
            Default = "a random one, which is reported",
            Help = "Same seed, same result. It is the first picture's; the next ones count on from it.",
        };

    /// <summary>Number of pictures.</summary>
    public static GenerationField Count { get; } =
        new("Count", FieldKind.Whole, typeof(int), o => o.Count, (o, v) => o with { Count = (int?)v ?? 1 })
        {
            Name = "number of pictures",
            OptionName = "--count",
            Aliases = ["n", "num_images"],
            Minimum = 1,
            Maximum = RequestCheck.MostPictures,
            Default = "1",
            Help = "Number of pictures.",
        };

    /// <summary>Number of sampling steps.</summary>
    public static GenerationField Steps { get; } =
        new("Steps", FieldKind.Whole, typeof(int), o => o.Steps, (o, v) => o with { Steps = (int?)v })
        {
            Name = "number of steps",
            OptionName = "--steps",
            Aliases = ["num_inference_steps"],
            InfotextName = "Steps",
            Minimum = 1,
            Maximum = RequestCheck.MostSteps,
            Default = "the model's",
            Help = "Number of denoising steps.",
        };

    /// <summary>Name of the sampler.</summary>
    public static GenerationField Sampler { get; } =
        new("Sampler", FieldKind.Name, typeof(string), o => o.Sampler, (o, v) => o.WithSampler((string?)v))
        {
            Name = "sampler",
            OptionName = "--sampler",
            Aliases = ["sampler_name"],
            InfotextName = "Sampler",
            ListNames = () => SamplerRegistry.Default.Names,
            NameOf = DisplayNames.NameOf,
            Default = "the model's",
            Help = "How the steps are made. A name with a schedule, such as DPM++ 2M Karras, sets both.",
        };

    /// <summary>Name of the schedule.</summary>
    public static GenerationField Schedule { get; } =
        new("Schedule", FieldKind.Name, typeof(string), o => o.Schedule, (o, v) => o with { Schedule = (string?)v })
        {
            Name = "schedule",
            OptionName = "--schedule",
            Aliases = ["scheduler"],
            InfotextName = "Schedule type",
            ListNames = () => ScheduleRegistry.Default.Names,
            NameOf = name => ScheduleRegistry.Default.NameOf(name),
            Default = "the model's",
            Help = "Which noise levels are visited.",
        };

    /// <summary>Scale of classifier-free guidance.</summary>
    public static GenerationField Guidance { get; } =
        new("Guidance", FieldKind.Number, typeof(double), o => o.Guidance, (o, v) => o with { Guidance = (double?)v })
        {
            Name = "guidance scale",
            OptionName = "--guidance",
            Aliases = ["guidance_scale", "cfg_scale"],
            InfotextName = "CFG scale",
            Minimum = 0,
            Maximum = RequestCheck.StrongestGuidance,
            Default = "the model's",
            Help = "Guidance scale; 1 switches guidance off.",
        };

    /// <summary>How much of the contrast of strong guidance is taken back.</summary>
    public static GenerationField GuidanceRescale { get; } =
        new(
            "GuidanceRescale",
            FieldKind.Number,
            typeof(double),
            o => o.GuidanceRescale,
            (o, v) => o with { GuidanceRescale = (double?)v ?? 0 }
        )
        {
            Name = "guidance rescale",
            OptionName = "--guidance-rescale",
            Minimum = 0,
            Maximum = 1,
            Default = "0, not at all",
            Help = "Reduces the contrast that strong guidance adds.",
        };

    /// <summary>Where on the way guidance acts.</summary>
    public static GenerationField GuidanceInterval { get; } =
        new(
            "GuidanceInterval",
            FieldKind.Interval,
            typeof(GuidanceInterval),
            o => o.GuidanceInterval,
            (o, v) => o with { GuidanceInterval = (GuidanceInterval?)v }
        )
        {
            Name = "guidance interval",
            OptionName = "--guidance-interval",
            Default = "the model's",
            Help =
                "Guide only in this interval, from 1 (pure noise) to 0 (clean), such as 0.1-0.8. It saves "
                + "time outside of it.",
        };

    /// <summary>Guidance that is an input of the network.</summary>
    public static GenerationField EmbeddedGuidance { get; } =
        new(
            "EmbeddedGuidance",
            FieldKind.Number,
            typeof(double),
            o => o.EmbeddedGuidance,
            (o, v) => o with { EmbeddedGuidance = (double?)v }
        )
        {
            Name = "embedded guidance",
            OptionName = "--embedded-guidance",
            Aliases = ["distilled_cfg_scale"],
            InfotextName = "Distilled CFG Scale",
            Minimum = 0,
            Maximum = 100,
            Default = "the model's",
            Help = "Guidance that is an input of the network, for models that take one.",
        };

    /// <summary>Share of fresh noise of a stochastic sampler.</summary>
    public static GenerationField Eta { get; } =
        new("Eta", FieldKind.Number, typeof(double), o => o.Eta, (o, v) => o with { Eta = (double?)v })
        {
            Name = "eta",
            OptionName = "--eta",
            InfotextName = "Eta",
            Minimum = 0,
            Maximum = 1,
            Default = "the sampler's",
            Help =
                "Share of fresh noise that the sampler adds at every step. Taken by "
                + $"{string.Join(", ", SamplerRegistry.Default.NamesOfEta)}.",
        };

    /// <summary>In which order noise is drawn.</summary>
    public static GenerationField NoiseSource { get; } =
        new(
            "NoiseSource",
            FieldKind.Name,
            typeof(string),
            o => o.NoiseSource,
            (o, v) => o with { NoiseSource = (string?)v }
        )
        {
            Name = "noise source",
            OptionName = "--noise-source",
            InfotextName = "Noise source",
            ListNames = () => NoiseSources.Names,
            NameOf = NoiseSources.NameOf,
            Default = NoiseSources.Picture,
            Help =
                "One generator of noise for each picture, or one for all pictures. The latter is what diffusers and "
                + "ComfyUI do; batch-3-of-5 is the third of five such.",
        };

    /// <summary>Width in pixels.</summary>
    public static GenerationField Width { get; } =
        new("Width", FieldKind.Whole, typeof(int), o => o.Width, (o, v) => o with { Width = (int?)v })
        {
            Name = "width",
            InfotextName = "Size",
            Minimum = 1,
            Maximum = RequestCheck.LargestSide,
            Default = "the model's",
            Help = "Width in pixels, a multiple of what the model was made for.",
        };

    /// <summary>Height in pixels.</summary>
    public static GenerationField Height { get; } =
        new("Height", FieldKind.Whole, typeof(int), o => o.Height, (o, v) => o with { Height = (int?)v })
        {
            Name = "height",
            InfotextName = "Size",
            Minimum = 1,
            Maximum = RequestCheck.LargestSide,
            Default = "the model's",
            Help = "Height in pixels, a multiple of what the model was made for.",
        };

    /// <summary>LoRAs to draw with.</summary>
    public static GenerationField Loras { get; } =
        new(
            "Loras",
            FieldKind.Loras,
            typeof(IReadOnlyList<LoraChoice>),
            o => o.Loras,
            (o, v) => o with { Loras = (IReadOnlyList<LoraChoice>?)v }
        )
        {
            Name = "LoRAs",
            OptionName = "--lora",
            InfotextName = "Loras",
            Help =
                $"LoRAs, at most {LoraCheck.Most}, each with a weight from "
                + $"-{LoraCheck.Strongest} to {LoraCheck.Strongest}; the default 1 is as trained.",
        };

    /// <summary>All of them, in the order in which they are told.</summary>
    public static IReadOnlyList<GenerationField> All => s_all.Value;

    private static readonly Lazy<IReadOnlyList<GenerationField>> s_all = new(() =>
        [
            Prompt,
            NegativePrompt,
            Seed,
            Count,
            Steps,
            Sampler,
            Schedule,
            Guidance,
            GuidanceRescale,
            GuidanceInterval,
            EmbeddedGuidance,
            .. PublicFields.All,
            Eta,
            NoiseSource,
            Width,
            Height,
            Loras,
            SourceFields.SourceFit,
            SourceFields.Strength,
            SourceFields.MaskBlur,
        ]
    );

    /// <summary>
    /// The field that a name means, in any spelling: of the property, in JSON, or that of another program. Case, dashes
    /// and underscores do not matter. Null if there is none.
    /// </summary>
    public static GenerationField? Find(string name)
    {
        string bare = Bare(name);
        return All.FirstOrDefault(field => Bare(field.Property) == bare || field.Aliases.Any(a => Bare(a) == bare));
    }

    /// <summary>Refuses options of which one cannot be.</summary>
    /// <exception cref="HippogriffException">The message names the value and what is allowed.</exception>
    public static void Require(GenerationOptions options)
    {
        foreach (GenerationField field in All)
            field.Require(options);
    }

    private static string Bare(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
