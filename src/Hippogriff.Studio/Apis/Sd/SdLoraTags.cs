using System.Globalization;
using System.Text.RegularExpressions;
using Hippogriff.Studio.Jobs;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis.Sd;

/// <summary>LoRAs as users of Stable Diffusion's web UI write them into a prompt: <c>&lt;lora:my-dog:0.8&gt;</c>, or without a number for 1.</summary>
internal static partial class SdLoraTags
{
    /// <summary>The prompt without its tags, and the LoRAs that they name; one that is named twice counts both times, as there. Null where there are none.</summary>
    /// <exception cref="RefusedException">A tag has no name, or what stands for its number is none.</exception>
    public static (string Prompt, IReadOnlyList<OrderedLora>? Loras) Read(string prompt)
    {
        OrderedLora[] named = [.. Tag().Matches(prompt).Select(tag => Lora(tag.Groups[1].Value))];
        if (named.Length == 0) return (prompt, null);
        string words = string.Join(' ', Tag().Replace(prompt, " ").Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (words, [.. named.GroupBy(lora => lora.Name).Select(same => new OrderedLora(same.Key, same.Sum(lora => lora.Weight)))]);
    }

    private static OrderedLora Lora(string said) => said.Split(':', StringSplitOptions.TrimEntries) switch
    {
        [{ Length: > 0 } name] => new OrderedLora(name),
        [{ Length: > 0 } name, var number] when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight) && double.IsFinite(weight) => new OrderedLora(name, weight),
        _ => throw new RefusedException(StatusCodes.Status422UnprocessableEntity, $"A LoRA is written into the prompt as <lora:NAME> or <lora:NAME:NUMBER>, such as <lora:my-dog:0.8>, not as {Quoted.Name($"<lora:{said}>")}.", "prompt"),
    };

    [GeneratedRegex("<lora:([^<>]*)>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();
}
