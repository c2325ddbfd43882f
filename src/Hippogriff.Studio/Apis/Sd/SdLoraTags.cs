using Hippogriff.Pipelines;
using Hippogriff.Studio.Refusals;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>LoRA tags in prompts of Stable Diffusion's web UI, all of which are followed.</summary>
internal static class SdLoraTags
{
    /// <summary>
    /// The prompt without its tags, and their LoRAs; a repeated LoRA counts twice, as in the web UI. Null if there are
    /// no tags.
    /// </summary>
    /// <exception cref="RefusedException">A tag has no name, or what stands for its number is none.</exception>
    public static (string Prompt, IReadOnlyList<LoraChoice>? Loras) Read(string prompt)
    {
        (string rest, IReadOnlyList<LoraChoice> loras) = LoraTags.Take(
            prompt,
            (tag, lora) =>
                lora
                ?? throw new RefusedException(
                    StatusCodes.Status422UnprocessableEntity,
                    "A LoRA is written into the prompt as <lora:NAME> or <lora:NAME:NUMBER>, such as "
                        + $"<lora:my-dog:0.8>, not as {Quoted.Name(tag)}.",
                    "prompt"
                )
        );
        return (rest, loras.Count == 0 ? null : loras);
    }
}
