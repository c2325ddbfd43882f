using System.Globalization;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Refusals;
using Hippogriff.Texts;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// LoRA tags in prompts of Stable Diffusion's web UI: <c>&lt;lora:my-dog:0.8&gt;</c>, or without a number for 1.
/// </summary>
internal static class SdLoraTags
{
    private const string Kind = "lora";

    /// <summary>
    /// The prompt without its tags, and their LoRAs; a repeated LoRA counts twice, as in the web UI. Null if there are
    /// no tags.
    /// </summary>
    /// <exception cref="RefusedException">A tag has no name, or what stands for its number is none.</exception>
    public static (string Prompt, IReadOnlyList<LoraChoice>? Loras) Read(string prompt)
    {
        (string rest, IReadOnlyList<string> tags) = PromptTags.Split(prompt, Kind);
        if (tags.Count == 0)
            return (prompt, null);
        LoraChoice[] named = [.. tags.Select(tag => Lora(tag[(Kind.Length + 2)..^1]))];
        string words = string.Join(' ', rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (
            words,
            [
                .. named
                    .GroupBy(lora => lora.Name)
                    .Select(same => new LoraChoice(same.Key, same.Sum(lora => lora.Weight))),
            ]
        );
    }

    private static LoraChoice Lora(string said) =>
        said.Split(':', StringSplitOptions.TrimEntries) switch
        {
            [{ Length: > 0 } name] => new LoraChoice(name),
            [{ Length: > 0 } name, var number]
                when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                    && double.IsFinite(weight) => new LoraChoice(name, weight),
            _ => throw new RefusedException(
                StatusCodes.Status422UnprocessableEntity,
                "A LoRA is written into the prompt as <lora:NAME> or <lora:NAME:NUMBER>, such as "
                    + $"<lora:my-dog:0.8>, not as {Quoted.Name($"<lora:{said}>")}.",
                "prompt"
            ),
        };
}
