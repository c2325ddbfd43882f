using Hippogriff.Imaging;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;

namespace Hippogriff.Insight.Spread;

/// <summary>What one prompt can become.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Reading">What of it the model read.</param>
/// <param name="Images">One picture a seed.</param>
/// <param name="Spreads">By the name of the space: the mean distance of two of its pictures.</param>
/// <param name="Places">Each picture's place on the plane that all pictures of the story share.</param>
public sealed record PromptCloud(
    string Prompt,
    TextReading Reading,
    IReadOnlyList<RgbImage> Images,
    IReadOnlyDictionary<string, Measured> Spreads,
    IReadOnlyList<(double X, double Y)> Places
);

/// <summary>Prompts from the vague to the specific, and how much what is drawn from them differs.</summary>
/// <param name="Settings">How the pictures were drawn; seeds count on from its seed and are the same for all
/// prompts.</param>
/// <param name="Spaces">Names of the spaces, the one that places are taken from first.</param>
/// <param name="Prompts">The prompts in their order.</param>
/// <param name="Ratios">By the name of the space: the last prompt's spread as a share of the first's; below 1 the
/// target has shrunk.</param>
public sealed record SpreadStory(
    GenerationSettings Settings,
    IReadOnlyList<string> Spaces,
    IReadOnlyList<PromptCloud> Prompts,
    IReadOnlyDictionary<string, Measured> Ratios
);
