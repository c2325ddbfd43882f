using System.Globalization;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;

namespace Hippogriff.Studio.Pages.Watch;

/// <summary>Renders the kept steps of a picture as animations and strips, without sampling.</summary>
internal static class RunFilm
{
    public const string Noisy = "noisy",
        Clean = "clean",
        Change = "change";
    private const int LeastSide = 256,
        Amplified = 3;
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(120),
        s_last = TimeSpan.FromMilliseconds(1_600);

    /// <summary>The views of a step.</summary>
    public static IReadOnlyList<string> Views { get; } = [Clean, Noisy, Change];

    /// <summary>The change of a step: difference of its guess to the previous one, times three, on black.</summary>
    public static RgbImage ChangeOf(GalleryStep step, GalleryStep previous)
    {
        RgbImage now = Decode(step.Clean),
            before = Decode(previous.Clean);
        byte[] pixels = new byte[now.Pixels.Length];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Min(255, Amplified * Math.Abs(now.Pixels[i] - before.Pixels[i]));
        return new RgbImage(now.Width, now.Height, pixels);
    }

    /// <summary>The frames of an animation: small pictures are enlarged, and the last frame is shown longer.</summary>
    public static IReadOnlyList<FilmFrame> Frames(IReadOnlyList<GalleryStep> steps, string view)
    {
        FilmFrame[] frames =
        [
            .. Enumerable
                .Range(0, steps.Count)
                .Select(i => new FilmFrame(Upsampled(Picture(steps, i, view)), i == steps.Count - 1 ? s_last : s_step)),
        ];
        return frames;
    }

    /// <summary>Rows of noisy pictures, denoised guesses and changes, with noise levels.</summary>
    public static RgbImage Strip(IReadOnlyList<GalleryStep> steps, GenerationSettings settings)
    {
        SheetPicture[] Row(string view) =>
            [
                .. Enumerable
                    .Range(0, steps.Count)
                    .Select(i => new SheetPicture(
                        Picture(steps, i, view),
                        view == Change ? Level(steps[i].Sigma) : ""
                    )),
            ];
        int sides = steps.Count * Math.Max(settings.Width, settings.Height);
        return ContactSheet.Strip(
            [Row(Noisy), Row(Clean), Row(Change)],
            settings.Prompt,
            ["noisy", "clean guess", "changed"],
            enlarge: sides > 8_000 ? 1 : 0
        );
    }

    private static string Level(double sigma) => sigma.ToString("0.###", CultureInfo.InvariantCulture);

    private static RgbImage Picture(IReadOnlyList<GalleryStep> steps, int step, string view) =>
        view switch
        {
            Noisy => Decode(steps[step].Noisy),
            Clean => Decode(steps[step].Clean),
            _ => ChangeOf(steps[step], steps[Math.Max(0, step - 1)]),
        };

    private static RgbImage Upsampled(RgbImage image)
    {
        int longest = Math.Max(image.Width, image.Height);
        return longest >= LeastSide ? image : ImageScaling.Enlarge(image, (LeastSide + longest - 1) / longest);
    }

    private static RgbImage Decode(ReadOnlyMemory<byte> png) => ImageFile.Decode(png.ToArray(), "a kept step");
}
