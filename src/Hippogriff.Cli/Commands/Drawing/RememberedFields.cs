using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>Selects the options of a picture that are usable here.</summary>
internal static class RememberedFields
{
    /// <summary>The options without values that are out of range or unknown, with one remark for each.</summary>
    /// <param name="options">The options of the picture.</param>
    /// <param name="said">Options on the command line, which override those of the picture.</param>
    /// <param name="from">The picture's file.</param>
    /// <param name="remarks">Receives the remarks.</param>
    /// <exception cref="HippogriffException">A text is too long, which leaves nothing to draw instead.</exception>
    public static GenerationOptions Usable(
        GenerationOptions options,
        IReadOnlySet<GenerationField> said,
        string from,
        List<string> remarks
    )
    {
        foreach (GenerationField field in GenerationFields.All.Where(field => !said.Contains(field)))
        {
            object? value = field.Get(options);
            try
            {
                options = field.Set(options, field.Check(value));
            }
            catch (HippogriffException) when (field.Kind == FieldKind.Text)
            {
                throw new HippogriffException(
                    $"The {field.Name} of '{from}' has {Counted.Of(((string)value!).Length, "character")}, and "
                        + $"{field.Maximum} are allowed; give another with {field.OptionName ?? "a PROMPT in quotes"}."
                );
            }
            catch (HippogriffException)
            {
                // sizes of other programs are replaced by the model's
                if (field == GenerationFields.Width || field == GenerationFields.Height)
                    continue;
                string instead = field.Default is null or "the model's" ? "the model's own" : field.Default;
                string why = field.Kind == FieldKind.Name ? $"'{value}'" : FormattableString.Invariant($"{value}");
                remarks.Add(
                    $"The {field.Name} {why} of '{from}' is "
                        + (field.Kind == FieldKind.Name ? "not here" : "none that is drawn with here")
                        + $"; {instead} is taken ({field.OptionName} names another)."
                );
                options = field.Set(options, null);
            }
        }
        return options;
    }
}
