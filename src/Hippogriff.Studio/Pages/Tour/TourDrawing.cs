using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Stereograms;
using Hippogriff.Studio.Pages.Pictures;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>Pictures hidden in dots, for the tour.</summary>
internal static class TourDrawing
{
    /// <summary>Size of a stereogram in a chapter.</summary>
    public const int Width = 480,
        Height = 320;

    /// <summary>The outline of a picture's thing, hidden in dots.</summary>
    /// <exception cref="HippogriffException">No thing differs from the background.</exception>
    public static RgbImage Hidden(byte[] png, DotPattern pattern, double depth) =>
        Stereogram.Make(
            Outline.Find(ImageFile.Decode(png), Width, Height),
            new StereogramOptions
            {
                Pattern = pattern,
                Depth = depth,
                Separation = 80,
            }
        );

    /// <summary>The depth map of a stereogram, white near.</summary>
    public static string Found(RgbImage stereogram) =>
        PictureAddress.Inline(StereogramSolver.Solve(stereogram).Depth.ToImage());
}
