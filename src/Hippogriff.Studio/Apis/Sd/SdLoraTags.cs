using System.Globalization;
using Hippogriff.Studio.Jobs;
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
    /// <exception cref="RefusedException">A tag has no name or an invalid number.</exception>
    public static (string Prompt, IReadOnlyList<RequestedLora>? Loras) Read(string prompt)
    {
        (string rest, IReadOnlyList<string> tags) = PromptTags.Split(prompt, Kind);
        if (tags.Count == 0)
            return (prompt, null);
        RequestedLora[] named = [.. tags.Select(tag => Lora(tag[(Kind.Length + 2)..^1]))];
        string words = string.Join(' ', rest.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (
            words,
            [
                .. named
                    .GroupBy(lora => lora.Name)
                    .Select(same => new RequestedLora(same.Key, same.Sum(lora => lora.Weight))),
            ]
        );
    }

    private static RequestedLora Lora(string said) =>
        said.Split(':', StringSplitOptions.TrimEntries) switch
        {
            [{ Length: > 0 } name] => new RequestedLora(name),
            [{ Length: > 0 } name, var number]
                when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                    && double.IsFinite(weight) => new RequestedLora(name, weight),
            _ => throw new RefusedException(
                StatusCodes.Status422UnprocessableEntity,
                "A LoRA is written into the prompt as <lora:NAME> or <lora:NAME:NUMBER>, such as "
                    + $"<lora:my-dog:0.8>, not as {Quoted.Name($"<lora:{said}>")}.",
                "prompt"
            ),
        };
}
