namespace Hippogriff.Pipelines;

/// <summary>
/// Fields of a drawing from a source picture; <see cref="GenerationFields.All"/> has them among the others.
/// </summary>
public static class SourceFields
{
    /// <summary>How a source picture is fitted to the output size.</summary>
    public static GenerationField SourceFit { get; } =
        new(
            "SourceFit",
            FieldKind.Name,
            typeof(string),
            o => SourceFits.NameOf(o.SourceFit),
            (o, v) => o with { SourceFit = v is null ? default : SourceFits.Find((string)v) }
        )
        {
            Name = "fit of the source",
            OptionName = "--fit",
            ListNames = () => SourceFits.Names,
            NameOf = name => SourceFits.NameOf(SourceFits.Find(name)),
            Default = "cover",
            Help = "How a source picture of another size is fitted: cropped, filled up at its edges, or refused.",
        };

    /// <summary>Denoising strength for a source picture.</summary>
    public static GenerationField Strength { get; } =
        new(
            "Strength",
            FieldKind.Number,
            typeof(double),
            o => o.Strength,
            (o, v) => o with { Strength = (double?)v ?? new GenerationOptions().Strength }
        )
        {
            Name = "strength",
            OptionName = "--strength",
            Aliases = ["denoising_strength"],
            InfotextName = "Denoising strength",
            Minimum = 0,
            Maximum = 1,
            Default = "0.6",
            Help = "How much noise is added to a source picture: 0 leaves it, 1 forgets it.",
        };

    /// <summary>Blur of a mask's edge.</summary>
    public static GenerationField MaskBlur { get; } =
        new("MaskBlur", FieldKind.Whole, typeof(int), o => o.MaskBlur, (o, v) => o with { MaskBlur = (int?)v ?? 0 })
        {
            Name = "mask blur",
            OptionName = "--mask-blur",
            InfotextName = "Mask blur",
            Minimum = 0,
            Maximum = RequestCheck.WidestBlur,
            Default = "0",
            Help = "Blur of the mask's edge, in output pixels.",
        };
}
