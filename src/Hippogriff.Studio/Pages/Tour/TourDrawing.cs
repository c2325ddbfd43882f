using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Stereograms;
using Hippogriff.Studio.Pages.Pictures;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>Pictures for the interactive parts of the tour, as data URLs.</summary>
internal static class TourDrawing
{
    /// <summary>Size of a stereogram in a chapter.</summary>
    public const int Width = 480,
        Height = 320;

    /// <summary>A picture with noise.</summary>
    /// <param name="png">The picture.</param>
    /// <param name="level">Noise level, 0 (clean) to 1 (only noise).</param>
    public static string Drowned(byte[] png, double level)
    {
        NativeRuntime.EnsureLoaded();
        RgbImage image = ImageFile.Decode(png);
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = ImageTensor.FromImages([image]); // [1, 3, H, W]
        using SeededNoise dots = new(seed: 0, 1, clean.shape.AsSpan(1));
        return PictureAddress.Inline(ImageTensor.ToImage(new Flow().AddNoise(clean, dots.Draw(), level)));
    }

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
