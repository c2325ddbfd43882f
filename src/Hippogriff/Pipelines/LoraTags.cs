using System.Globalization;
using Hippogriff.Texts;

namespace Hippogriff.Pipelines;

/// <summary>
/// LoRAs named in a prompt, as users of Stable Diffusion's web UI and its like write them:
/// <c>&lt;lora:my-dog:0.8&gt;</c>, or without a number for 1. Only who may name LoRAs asks for them.
/// </summary>
public static class LoraTags
{
    /// <summary>The kind of the tags.</summary>
    public const string Kind = "lora";

    /// <summary>The prompt without the tags that are taken, and their LoRAs; a repeated one counts as often.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="take">Gets a tag and what it means: null for one without a name, or with something else than one
    /// number. Returns the LoRA; null leaves the tag in the prompt.</param>
    public static (string Prompt, IReadOnlyList<LoraChoice> Loras) Take(
        string prompt,
        Func<string, LoraChoice?, LoraChoice?> take
    )
    {
        List<LoraChoice> taken = [];
        foreach (string tag in PromptTags.Split(prompt, Kind).Tags)
            if (take(tag, Of(tag)) is { } lora)
            {
                taken.Add(lora);
                int at = prompt.IndexOf(tag, StringComparison.Ordinal);
                prompt = $"{prompt[..at]} {prompt[(at + tag.Length)..]}";
            }
        if (taken.Count > 0)
            prompt = string.Join(' ', prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return (prompt, Sum(taken));
    }

    /// <summary>Each LoRA once, with the sum of its weights.</summary>
    public static IReadOnlyList<LoraChoice> Sum(IEnumerable<LoraChoice> loras) =>
        [.. loras.GroupBy(lora => lora.Name).Select(same => new LoraChoice(same.Key, same.Sum(lora => lora.Weight)))];

    private static LoraChoice? Of(string tag) =>
        tag[(Kind.Length + 2)..^1].Split(':', StringSplitOptions.TrimEntries) switch
        {
            [{ Length: > 0 } name] => new LoraChoice(name),
            [{ Length: > 0 } name, var number]
                when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double weight)
                    && double.IsFinite(weight) => new LoraChoice(name, weight),
            _ => null,
        };
}
