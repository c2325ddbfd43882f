using System.Globalization;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Refusals;
using Hippogriff.Texts;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>
/// LoRAs as users of Stable Diffusion's web UI write them into a prompt: <c>&lt;lora:my-dog:0.8&gt;</c>, or without a
/// number for 1.
/// </summary>
internal static class SdLoraTags
{
    private const string Kind = "lora";

    /// <summary>
    /// The prompt without its tags, and the LoRAs that they name; one that is named twice counts both times, as there.
    /// Null if there are none.
    /// </summary>
    /// <exception cref="RefusedException">A tag has no name, or what stands for its number is none.</exception>
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
