using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Pages.Pictures;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>
/// A recorded run of the shipped model, so that the tour shows something before any model is loaded. Assets/film.webp
/// holds its frames: above what the program held, below what the network guessed.
/// </summary>
internal static class ShippedFilm
{
    /// <summary>The step behind which nothing is left to do.</summary>
    public const int Last = 20;

    /// <summary>Number of frames, with the noise at the start.</summary>
    public const int Frames = Last + 1;

    private const string Apple = "apple.png";
    private static readonly Lazy<RgbImage> s_film = new(() =>
        ImageFile.Decode(PageAssets.Bytes("film.webp"), "the film of the tour")
    );
    private static readonly Lazy<RgbImage> s_apple = new(() =>
        ImageFile.Decode(PageAssets.Bytes(Apple), "the picture of the tour")
    );

    /// <summary>A picture of the shipped model: one thing before a plain background.</summary>
    public static RgbImage Picture => s_apple.Value;

    /// <summary>The same as a file.</summary>
    public static byte[] Png => PageAssets.Bytes(Apple);

    /// <summary>A frame of what the program held, as a data URL: for paper, which has no styles.</summary>
    public static string Frame(int frame) => PictureAddress.Inline(CutOut(s_film.Value, frame));

    private static RgbImage CutOut(RgbImage film, int frame)
    {
        int side = film.Width / Frames;
        byte[] pixels = new byte[3 * side * side];
        for (int y = 0; y < side; y++)
            film.Pixels.AsSpan(3 * (y * film.Width + frame * side), 3 * side).CopyTo(pixels.AsSpan(3 * y * side));
        return new RgbImage(side, side, pixels);
    }

    /// <summary>The place of a frame, for the styles of the page.</summary>
    public static string At(int frame) => string.Create(CultureInfo.InvariantCulture, $"--at: {frame}");
}
