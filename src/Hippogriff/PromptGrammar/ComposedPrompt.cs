using System.Text.RegularExpressions;

namespace Hippogriff.PromptGrammar;

/// <summary>
/// Prompts joined by <c>AND</c> as in Stable Diffusion's web UI, where each is guided separately: "a cat :1.2 AND a dog
/// :0.5".
/// </summary>
public static partial class ComposedPrompt
{
    /// <summary>The parts with their weights; one part if there is no AND.</summary>
    public static IReadOnlyList<WeightedText> Parse(string prompt) =>
        [
            .. And()
                .Split(prompt)
                .Select(part =>
                {
                    string trimmed = part.TrimEnd();
                    Match weight = Weight().Match(trimmed);
                    return weight.Success && PromptNumber.Parse(weight.Groups[1].Value) is { } number
                        ? new WeightedText(trimmed[..weight.Index], number)
                        : new WeightedText(trimmed, 1);
                }),
        ];

    [GeneratedRegex(@"\bAND\b", RegexOptions.CultureInvariant)]
    private static partial Regex And();

    [GeneratedRegex(@"\s*:\s*([-+]?(?:\d+\.?|\d*\.\d+))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Weight();
}
