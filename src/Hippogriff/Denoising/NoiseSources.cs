using System.Globalization;
using Hippogriff.Texts;

namespace Hippogriff.Denoising;

/// <summary>In which order the noise of several pictures is drawn, by name.</summary>
public static class NoiseSources
{
    /// <summary>
    /// One generator a picture, seeded with the first seed and the picture's number. A1111 does so, too. Noise does not
    /// depend on the other pictures.
    /// </summary>
    public const string Picture = "picture";

    /// <summary>
    /// One generator for all pictures of a request, seeded with the first seed, as diffusers and ComfyUI have it. Of a
    /// picture this is said as "batch-3-of-5" (<see cref="PlaceInBatch"/>), which draws that very picture again.
    /// </summary>
    public const string Batch = "batch";

    /// <summary>Both, the usual one first.</summary>
    public static IReadOnlyList<string> Names { get; } = [Picture, Batch];

    /// <summary>
    /// What settings hold of a request: the place of its first picture in the batch ("batch-1-of-5"), or null for the
    /// usual source.
    /// </summary>
    /// <param name="asked">What was requested; null for the usual source.</param>
    /// <param name="count">Number of pictures, 1 or more.</param>
    /// <exception cref="HippogriffException">There is no such source, or fewer pictures from that place on.</exception>
    internal static string? Settled(string? asked, int count)
    {
        if (asked is null || NameOf(asked) is not (var name and not Picture))
            return null;
        PlaceInBatch place = PlaceInBatch.TryRead(name) ?? new PlaceInBatch(1, count);
        if (place.Picture + count - 1 > place.Of)
            throw new HippogriffException(
                $"The noise source {place} has {Counted.Of(place.Of - place.Picture + 1, "picture")} from there on, "
                    + $"and {count.ToString(CultureInfo.InvariantCulture)} are asked for; {Batch} draws new ones."
            );
        return place.ToString();
    }

    /// <summary>The name in <see cref="Names"/> for any spelling, or the place of a picture ("batch-3-of-5").</summary>
    /// <exception cref="HippogriffException">There is no such source.</exception>
    public static string NameOf(string name) =>
        TryNameOf(name)
        ?? throw new HippogriffException(
            $"There is no noise source '{Fit.Piece(name)}'; there are {string.Join(", ", Names)}, and "
                + $"{new PlaceInBatch(3, 5)} for one picture of a batch of at most {PlaceInBatch.Most}"
                + NearestName.Hint(name, Names)
        );

    /// <summary>The same; null if there is no such source.</summary>
    internal static string? TryNameOf(string? name) =>
        Names.FirstOrDefault(own => own.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? (name is null ? null : PlaceInBatch.TryRead(name)?.ToString());
}
