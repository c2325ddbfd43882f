using Hippogriff.Conditioning;
using Hippogriff.Texts;

namespace Hippogriff.Pipelines;

/// <summary>Ways to read prompts, by name.</summary>
public static class PromptWeightings
{
    private static readonly (string Name, PromptWeighting Value)[] s_all =
    [
        ("a1111", PromptWeighting.A1111),
        ("a1111_no_norm", PromptWeighting.A1111NoNorm),
        ("a1111_ignore", PromptWeighting.A1111Ignore),
        ("comfyui", PromptWeighting.ComfyUI),
        ("chunks", PromptWeighting.Chunks),
        ("diffusers", PromptWeighting.Diffusers),
    ];

    /// <summary>All names, the usual one first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(one => one.Name)];

    /// <summary>The way with a name in <see cref="Names"/>, in any case; null is the usual one.</summary>
    /// <exception cref="HippogriffException">There is no such way; the message lists them.</exception>
    public static PromptWeighting Find(string? name) => name is null ? s_all[0].Value : s_all[IndexOf(name)].Value;

    /// <summary>The name in <see cref="Names"/> for any spelling.</summary>
    /// <inheritdoc cref="Find" path="/exception"/>
    public static string NameOf(string name) => s_all[IndexOf(name)].Name;

    private static int IndexOf(string name)
    {
        int at = Array.FindIndex(s_all, one => Bare(one.Name) == Bare(name));
        return at >= 0
            ? at
            : throw new HippogriffException(
                $"There is no prompt weighting '{Fit.Piece(name)}'; there are {string.Join(", ", Names)}."
            );
    }

    private static string Bare(string name) =>
        name.ToLowerInvariant()
            .Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal);
}
