using Hippogriff.Imaging;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Spread;

/// <summary>The pictures of one prompt and their spread.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Reading">How the model read it.</param>
/// <param name="Images">One picture per seed.</param>
/// <param name="Spreads">Mean distance of two of its pictures, by the name of the space.</param>
/// <param name="Places">Each picture's position on the plane shared by all prompts.</param>
public sealed record PromptCloud(
    string Prompt,
    TextReading Reading,
    IReadOnlyList<RgbImage> Images,
    IReadOnlyDictionary<string, Measured> Spreads,
    IReadOnlyList<(double X, double Y)> Places
);

/// <summary>Prompts from vague to specific, and the spread of their pictures.</summary>
/// <param name="Settings">Settings of the pictures. Seeds count up from its seed and are the same for all
/// prompts.</param>
/// <param name="Spaces">Names of the spaces; the first defines the positions.</param>
/// <param name="Prompts">The prompts in their order.</param>
/// <param name="Ratios">The last prompt's spread divided by the first's, by the name of the space; below 1 the spread
/// has shrunk.</param>
public sealed record SpreadStory(
    GenerationSettings Settings,
    IReadOnlyList<string> Spaces,
    IReadOnlyList<PromptCloud> Prompts,
    IReadOnlyDictionary<string, Measured> Ratios
);
