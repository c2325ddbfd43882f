using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
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

    private static readonly Dictionary<string, Func<NoiseFamily>> s_families = new()
    {
        ["vp"] = () => new VariancePreserving(BetaSchedule.ScaledLinear),
        ["vp-linear"] = () => new VariancePreserving(BetaSchedule.Linear, betaStart: 1e-4, betaEnd: 0.02),
        ["vp-cosine"] = () => new VariancePreserving(BetaSchedule.Cosine),
        ["ve"] = () => new VarianceExploding(),
        ["flow"] = () => new Flow(),
    };

    public static Command Build(CommandHost host)
    {
        Argument<string> image = new("IMAGE") { Description = $"The picture to add noise to: {ImageFile.Formats}." };
        Option<int?> levels = Values.Whole(
            "--levels",
            2,
            64,
            "Number of noise levels. Pictures in the strip, from clean to pure noise. Default: 8."
        );
        Option<string?> family = Values.Name(
            "--family",
            [.. s_families.Keys],
            "How noise is added. Default: vp. One of"
        );
        Option<string?> schedule = Values.Schedule(
            "Which noise levels are visited. Left out: such that the picture fades evenly. One of"
        );
        Option<long?> seed = Values.Seed("Same seed, same result. It is that of the noise. Default: 0.");
        Option<string?> output = Values.Text(
            "--out",
            "PATH",
            "Where the result goes. A .png file, or a folder. Default: out."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "add-noise",
            "Write a strip of a picture with more and more noise added (the forward process).",
            "hippogriff add-noise photo.jpg",
            "hippogriff add-noise photo.jpg --levels 12 --family flow --out noise-levels.png"
        )
        {
            image,
            levels,
            family,
            schedule,
            seed,
            output,
            json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetRequiredValue(image);
            RgbImage picture = Shrunk(ImageFile.Read(path));
            OutputNames names = OutputNames.OfPng(parsed.GetValue(output), host.OutFolder);
            names.Probe();
            NoiseFamily noising = s_families[parsed.GetValue(family) ?? "vp"]();
            NoiseSchedule steps = parsed.GetValue(schedule) is { } asked ? ScheduleRegistry.Default.Get(asked) : Even;
            long number = parsed.GetValue(seed) ?? 0;
            double[] sigmas = steps(noising, (parsed.GetValue(levels) ?? 8) - 1);
            RgbImage strip = Draw(picture, noising, sigmas, number);
            string target = names.Put(PngFile.Encode(strip), $"{Path.GetFileNameWithoutExtension(path)} noise", number);
            if (parsed.GetValue(json))
            {
                Json.Write(
                    host.Terminal.Out,
                    new
                    {
                        Path = target,
                        Seed = number,
                        Noise = sigmas.Reverse(),
                    }
                );
                return;
            }
            host.Terminal.Out.WriteLine(target);
            if (host.Terminal.DrawsPictures)
                host.Terminal.Results.Write(new HalfBlockPicture(strip, host.Terminal.Results.Profile.Width));
        });
        return command;
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
