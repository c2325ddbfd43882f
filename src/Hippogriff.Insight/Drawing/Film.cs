using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Insight.Drawing;

/// <summary>Writes a sequence of pictures as an animation.</summary>
public static class Film
{
    private static readonly TimeSpan s_default = TimeSpan.FromMilliseconds(120),
        s_rest = TimeSpan.FromMilliseconds(900);

    /// <summary>File extensions of animations.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".webp", ".gif"];

    /// <summary>Refuses a name with another extension.</summary>
    /// <exception cref="HippogriffException">The extension is neither .webp nor .gif.</exception>
    public static void Require(string path)
    {
        if (!Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw new HippogriffException($"A film is a {string.Join(" or ", Endings)} file, not '{path}'.");
    }

    /// <summary>
    /// The bytes of an animation in the format of <paramref name="ending"/>. The first and last picture are shown
    /// longer.
    /// </summary>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <param name="ending">".webp" or ".gif".</param>
    /// <param name="backAgain">Whether it also plays backwards to the start.</param>
    /// <param name="enlarge">Integer scale factor.</param>
    public static byte[] Encode(
        IReadOnlyList<RgbImage> pictures,
        string ending,
        bool backAgain = false,
        int enlarge = 4
    )
    {
        List<FilmFrame> frames =
        [
            .. pictures.Select(
                (picture, i) =>
                    new FilmFrame(
                        ImageScaling.Enlarge(picture, enlarge),
                        i == 0 || i == pictures.Count - 1 ? s_rest : s_default
                    )
            ),
        ];
        if (backAgain)
            for (int i = pictures.Count - 2; i > 0; i--)
                frames.Add(frames[i]);
        return ending.Equals(".gif", StringComparison.OrdinalIgnoreCase)
            ? AnimatedPicture.Gif(frames)
            : AnimatedPicture.Webp(frames);
    }

    /// <summary>Writes an animation in the format of the file's extension.</summary>
    /// <inheritdoc cref="Encode" path="/param"/>
    /// <inheritdoc cref="Require" path="/exception"/>
    public static void Write(string path, IReadOnlyList<RgbImage> pictures, bool backAgain = false, int enlarge = 4)
    {
        Require(path);
        AtomicFile.Write(path, Encode(pictures, Path.GetExtension(path), backAgain, enlarge));
    }
}
