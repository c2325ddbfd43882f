namespace Hippogriff.Pipelines;

/// <summary>
/// Fields that only public checkpoints know: those of CLIP's text encoders and of editing by words.
/// <see cref="GenerationFields.All"/> has them among the others.
/// </summary>
public static class PublicFields
{
    internal static IReadOnlyList<GenerationField> All => [ImageGuidance, ClipSkip, PromptWeighting];

    private const int DeepestSkip = 32;

    /// <summary>Guidance by the picture that is changed.</summary>
    public static GenerationField ImageGuidance { get; } =
        new(
            "ImageGuidance",
            FieldKind.Number,
            typeof(double),
            o => o.ImageGuidance,
            (o, v) => o with { ImageGuidance = (double?)v }
        )
        {
            Name = "image guidance",
            OptionName = "--image-guidance",
            Aliases = ["image_cfg_scale", "image_guidance_scale"],
            InfotextName = "Image CFG scale",
            Minimum = 0,
            Maximum = RequestCheck.StrongestGuidance,
            Default = "1.5",
            Help = "How much of a picture a model keeps that changes pictures by words.",
        };

    /// <summary>Which state of a CLIP text encoder is used.</summary>
    public static GenerationField ClipSkip { get; } =
        new("ClipSkip", FieldKind.Whole, typeof(int), o => o.ClipSkip, (o, v) => o with { ClipSkip = (int?)v })
        {
            Name = "clip skip",
            OptionName = "--clip-skip",
            Aliases = ["CLIP_stop_at_last_layers"],
            InfotextName = "Clip skip",
            Minimum = 1,
            Maximum = DeepestSkip,
            Default = "as the model was trained",
            Help = "Which layer of a CLIP text encoder is read, counted from its end; 1 is the last.",
        };

    /// <summary>How prompts for CLIP encoders are read.</summary>
    public static GenerationField PromptWeighting { get; } =
        new(
            "PromptWeighting",
            FieldKind.Name,
            typeof(string),
            o => o.PromptWeighting,
            (o, v) => o with { PromptWeighting = (string?)v }
        )
        {
            Name = "prompt weighting",
            OptionName = "--prompt-weighting",
            InfotextName = "Prompt weighting",
            ListNames = () => PromptWeightings.Names,
            NameOf = PromptWeightings.NameOf,
            Default = PromptWeightings.Names[0],
            Help = "Which program's brackets and long prompts are followed, for models with a CLIP text encoder.",
        };
}
