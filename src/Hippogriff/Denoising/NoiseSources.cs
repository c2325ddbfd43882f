using Hippogriff.Texts;

namespace Hippogriff.Denoising;

/// <summary>In which order the noise of a batch is drawn, by name.</summary>
public static class NoiseSources
{
    /// <summary>
    /// One generator a picture, seeded with the first seed and the picture's number. A1111 does so, too. Noise does not
    /// depend on the batch.
    /// </summary>
    public const string Picture = "picture";

    /// <summary>
    /// One generator for the whole batch, seeded with the first seed, as diffusers and ComfyUI have it. A picture
    /// depends on how many are drawn with it.
    /// </summary>
    public const string Batch = "batch";

    /// <summary>Both, the usual one first.</summary>
    public static IReadOnlyList<string> Names { get; } = [Picture, Batch];

    /// <summary>What settings hold of a request: <see cref="Batch"/>, or null for the usual one.</summary>
    /// <exception cref="HippogriffException">There is no such source.</exception>
    internal static string? Settled(string? asked) => asked is not null && NameOf(asked) == Batch ? Batch : null;

    /// <summary>The name in <see cref="Names"/> for any spelling.</summary>
    /// <exception cref="HippogriffException">There is no such source.</exception>
    public static string NameOf(string name) =>
        Names.FirstOrDefault(own => own.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new HippogriffException(
            $"There is no noise source '{Fit.Piece(name)}'; there are {string.Join(", ", Names)}."
        );
}
