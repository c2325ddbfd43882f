using Hippogriff.Files;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Insight.Drawing;

/// <summary>Pictures in a row as a film in a file.</summary>
public static class Film
{
    private static readonly TimeSpan s_default = TimeSpan.FromMilliseconds(120),
        s_rest = TimeSpan.FromMilliseconds(900);

    /// <summary>File name endings that films have.</summary>
    public static IReadOnlyList<string> Endings { get; } = [".webp", ".gif"];

    /// <summary>Refuses a name that says another format.</summary>
    /// <exception cref="HippogriffException">The name ends neither in .webp nor in .gif.</exception>
    public static void Require(string path)
    {
        if (!Endings.Contains(Path.GetExtension(path).ToLowerInvariant()))
            throw new HippogriffException($"A film is a {string.Join(" or ", Endings)} file, not '{path}'.");
    }

    /// <summary>
    /// The bytes of a film in the format that <paramref name="ending"/> says; it rests on its first and last picture.
    /// </summary>
    /// <param name="pictures">At least one, all of one size.</param>
    /// <param name="ending">".webp" or ".gif".</param>
    /// <param name="backAgain">Whether it runs back to where it began.</param>
    /// <param name="enlarge">Every pixel becomes a square of that many.</param>
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

    /// <summary>Writes a film in the format that the name ends in.</summary>
    /// <inheritdoc cref="Encode" path="/param"/>
    /// <inheritdoc cref="Require" path="/exception"/>
    public static void Write(string path, IReadOnlyList<RgbImage> pictures, bool backAgain = false, int enlarge = 4)
    {
        Require(path);
        AtomicFile.Write(path, Encode(pictures, Path.GetExtension(path), backAgain, enlarge));
    }
}
