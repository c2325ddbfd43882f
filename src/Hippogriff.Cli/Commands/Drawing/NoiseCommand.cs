using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Denoising;
using Hippogriff.Devices;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Imaging.Drawing;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary><c>hippogriff add-noise IMAGE</c>: the forward process (noise added level by level) as a strip.</summary>
internal static class NoiseCommand
{
    /// <summary>Maximum side of a picture in the strip.</summary>
    private const int MaxSide = 256;

    /// <summary>Typical standard deviation of a picture in [-1, 1].</summary>
    private const double Contrast = 0.5;

    public static Command Build(CommandHost host)
    {
        NoiseOptions options = new();
        DocumentedCommand command = new(
            "add-noise",
            "Write a strip of a picture with more and more noise added (the forward process).",
            "hippogriff add-noise photo.jpg",
            "hippogriff add-noise photo.jpg --levels 12 --family flow --out noise-levels.png"
        );
        options.AddTo(command);
        command.SetAction(parsed => Run(host, options.Read(parsed)));
        return command;
    }

    private static void Run(CommandHost host, NoiseChoices choices)
    {
        RgbImage picture = Shrunk(ImageFile.Read(choices.Image));
        OutputNames names = OutputNames.OfPng(choices.Out, host.OutFolder);
        names.Probe();
        double[] sigmas = (choices.Schedule ?? Even)(choices.Family, choices.Levels - 1);
        RgbImage strip = Draw(picture, choices.Family, sigmas, choices.Seed);
        string target = names.Put(
            PngFile.Encode(
                strip,
                texts: choices.Note.And(("--levels", choices.Levels), ("--seed", choices.Seed)).Texts
            ),
            $"{Path.GetFileNameWithoutExtension(choices.Image)} noise",
            choices.Seed
        );
        if (choices.Json)
        {
            Json.Write(
                host.Terminal.Out,
                new
                {
                    Path = target,
                    choices.Seed,
                    Noise = sigmas.Reverse(),
                }
            );
            return;
        }
        host.Terminal.Out.WriteLine(target);
        if (host.Terminal.DrawsPictures)
            host.Terminal.Results.Write(new HalfBlockPicture(strip, host.Terminal.Results.Profile.Width));
    }

    /// <summary>The strip, clean on the left: a schedule in reverse.</summary>
    private static RgbImage Draw(RgbImage picture, NoiseFamily family, double[] levels, long seed)
    {
        NativeRuntime.EnsureLoaded();
        using DisposeScope scope = NewDisposeScope();
        Tensor clean = ImageTensor.FromImages([picture]); // [1, 3, H, W] in [-1, 1]
        using SeededNoise source = new(seed, 1, clean.shape[1..]);
        Tensor noise = source.Draw();
        List<SheetPicture> strip = [];
        foreach (double sigma in levels.Reverse())
        {
            Tensor seen = sigma == 0 ? clean : family.ForDisplay(family.AddNoise(clean, noise, sigma), sigma);
            strip.Add(
                new SheetPicture(
                    ImageTensor.ToImage(seen),
                    string.Create(CultureInfo.InvariantCulture, $"noise {sigma:0.###}")
                )
            );
        }
        return ContactSheet.Strip([strip]);
    }

    /// <summary>
    /// Perceptually even levels: even steps of the angle whose tangent is the noise-to-signal ratio, sigma / (alpha *
    /// contrast).
    /// </summary>
    internal static double[] Even(NoiseFamily family, int steps)
    {
        double[] sigmas = new double[steps + 1];
        double steepest = Math.Atan2(family.SigmaMax, family.Alpha(family.SigmaMax) * Contrast);
        for (int i = 1; i < steps; i++)
            sigmas[i] = family.SigmaOf(-Math.Log(Contrast * Math.Tan(steepest * (steps - i) / steps)));
        sigmas[0] = family.SigmaMax;
        return sigmas;
    }

    private static RgbImage Shrunk(RgbImage picture)
    {
        double scale = (double)MaxSide / Math.Max(picture.Width, picture.Height);
        return scale >= 1
            ? picture
            : ImageScaling.Resize(
                picture,
                Math.Max(1, (int)(picture.Width * scale)),
                Math.Max(1, (int)(picture.Height * scale))
            );
    }
}
