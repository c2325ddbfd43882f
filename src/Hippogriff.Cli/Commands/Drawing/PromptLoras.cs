using Hippogriff.Cli.Parsing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// LoRAs that a prompt of the line, or of an earlier picture, names by tags. Those whose file is found are drawn with,
/// beside those of --lora; other tags stay, and are reported with the words that are not read.
/// </summary>
internal static class PromptLoras
{
    /// <summary>The choices with the LoRAs, and the prompt without their tags.</summary>
    public static DrawingChoices Take(DrawingChoices choices)
    {
        (string prompt, IReadOnlyList<LoraChoice> loras) = LoraTags.Take(
            choices.Options.Prompt,
            (_, lora) => lora is not null && LoraOption.FileOf(lora.Name) is { } file ? lora with { Name = file } : null
        );
        return loras.Count == 0
            ? choices
            : choices with
            {
                Options = choices.Options with
                {
                    Prompt = prompt,
                    Loras = LoraTags.Sum([.. choices.Options.Loras ?? [], .. loras]),
                },
            };
    }
}
