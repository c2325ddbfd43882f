using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>What an earlier picture does not say, or says in a form that cannot be read here.</summary>
internal static class RememberedRemarks
{
    /// <summary>Options, what they are called in a sentence, and how the line names them.</summary>
    private static readonly (GenerationField Field, string What, string Option)[] s_readable =
    [
        (GenerationFields.Steps, GenerationFields.Steps.Name, "--steps"),
        (GenerationFields.Guidance, GenerationFields.Guidance.Name, "--guidance"),
        (GenerationFields.Width, "size", "--size"),
    ];

    /// <summary>A sentence for each option that the line leaves to the picture and the picture does not give.</summary>
    /// <param name="choices">What the line says.</param>
    /// <param name="from">The picture's file.</param>
    /// <param name="said">What the picture says.</param>
    /// <param name="again">What of it can be read.</param>
    public static IEnumerable<string> Of(DrawingChoices choices, string from, Infotext said, GenerationOptions again)
    {
        if (!Says(GenerationFields.Prompt) && said.Program is not null && again.Prompt.Length == 0)
            yield return $"'{from}' has no prompt that can be read here, so this is drawn without one; give a PROMPT "
                + "in quotes.";
        if (!Says(GenerationFields.Seed) && said.StrangeSeed is { } seed)
            yield return $"The seed {seed} of '{from}' is not between 0 and {long.MaxValue}, so another one is taken "
                + "and this picture will differ; --seed names one.";
        else if (!Says(GenerationFields.Seed) && again.Seed is null)
            yield return $"'{from}' has no seed, so another one is taken and this picture will differ; --seed names "
                + "one.";
        foreach ((GenerationField field, string what, string option) in s_readable)
            if (Unread(field.InfotextName!) is { } text)
                yield return $"The {what} '{text}' of '{from}' cannot be read; the model's own is taken ({option} "
                    + "names another).";

        bool Says(GenerationField field) => choices.Said.Contains(field);

        // An entry that stands there and means nothing, of an option that the line does not say.
        string? Unread(string entry) =>
            GenerationFields.All.Where(field => field.InfotextName == entry) is var fields
            && fields.All(field => !Says(field) && field.Get(again) is null)
            && said.Fields.TryGetValue(entry, out string? text)
            && text.Length > 0
                ? text
                : null;
    }
}
