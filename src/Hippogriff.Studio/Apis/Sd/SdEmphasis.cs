using Hippogriff.Pipelines;
using Hippogriff.PromptGrammar;
using Hippogriff.Studio.Refusals;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// Weights of words and changes during a drawing, as the web UI writes them into prompts: (red:1.3), [fog], [a|b].
/// Models with a CLIP encoder read them. For others they are taken out, because their numbers would be read as words.
/// </summary>
internal static class SdEmphasis
{
    /// <summary>The prompt as the model can read it, and a sentence on what was taken out, if anything was.</summary>
    /// <exception cref="RefusedException">A weight is not a number.</exception>
    public static (string Prompt, string? Note) Read(string prompt, ModelFacts model, string field)
    {
        if (model.ReadsClip)
            return (prompt, null);
        bool changes = PromptSchedule.Changes(prompt);
        IReadOnlyList<WeightedText> parts = RefusedException.Naming(
            field,
            () => A1111Emphasis.Parse(changes ? PromptSchedule.Of(prompt, steps: 1)[0].Text : prompt),
            StatusCodes.Status422UnprocessableEntity
        );
        if (!changes && parts.All(part => part.Weight == 1))
            return (prompt, null);
        string plain = string.Concat(parts.Select(part => part.IsBreak ? " " : part.Text));
        return (
            plain,
            $"The model {Quoted.Name(model.Name)} takes no weights of words nor changes during a drawing, so "
                + $"{field} was read as {Quoted.Name(plain)}."
        );
    }
}
