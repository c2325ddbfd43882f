using System.CommandLine;
using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Stereograms;

namespace Hippogriff.Cli.Commands.Stereograms;

/// <summary>
/// <c>hippogriff stereogram PICTURE|PROMPT</c>: hides a picture, or the outline of a drawn thing, in random dots.
/// </summary>
internal static class StereogramCommand
{
    private const int DefaultWidth = 800,
        DefaultHeight = 600,
        LeastSide = StereogramSolver.LeastSide;
    private static readonly string[] s_patterns = ["colours", "dots", "tile"],
        s_readings = ["auto", "depth", "outline"],
        s_reliefs = ["round", "flat"];

    public static Command Build(CommandHost host)
    {
        Argument<string> hidden = new("HIDDEN")
        {
            HelpName = "PICTURE|PROMPT",
            Description = "A picture file, or words in quotes for a model to draw.",
        };
        Option<string?> reading = Values.Name(
            "--read",
            s_readings,
            "What to take from the picture: its brightness as depth (white is near), or the outline of the "
                + "thing on it; auto takes depth from grey pictures. Default: auto. One of"
        );
        Option<string?> relief = Values.Name(
            "--relief",
            s_reliefs,
            "How an outline stands out: swollen, or cut out of a board. Default: round. One of"
        );
        Option<string?> pattern = Values.Name("--pattern", s_patterns, "What to hide it in. Default: colours. One of");
        Option<string?> tile = Values.Text("--tile", "PICTURE", "The picture to repeat; means --pattern tile.");
        Option<int?> separation = Values.Whole(
            "--separation",
            StereogramOptions.LeastSeparation,
            2048,
            "Distance in pixels at which the far wall repeats, at most half of the width. 90 to 140 are easy to view "
                + "on a screen. Default: an eighth of the width."
        );
        Option<double?> depth = Values.Number(
            "--depth",
            StereogramOptions.LeastDepth,
            StereogramOptions.MostDepth,
            "How far it stands out. Default: 0.33."
        );
        Option<int?> dot = Values.Whole(
            "--dot",
            1,
            StereogramOptions.MostDotSize,
            "Side of a dot in pixels. Default: 2."
        );
        Option<PictureSize?> size = Values.Size($"Size in pixels. Default: {DefaultWidth}x{DefaultHeight}.");
        Option<long?> seed = Values.Seed("Same seed, same result. Default: 0 for the dots, a fresh one for a drawing.");
        Option<string?> model = Values.Text(
            "--model",
            "NAME",
            "Name or folder of a model. It draws. Left out: the default one."
        );
        Option<string?> device = DeviceOption.Create();
        Option<string?> output = Values.Text(
            "--out",
            "FILE",
            "Where the result goes. A .png, or a folder. Default: out."
        );
        Option<string?> depthOut = Values.Text(
            "--depth-out",
            "FILE",
            "Also write the depth that was hidden, as a .png, white near."
        );
        Option<bool> json = JsonOption.Create();
        DocumentedCommand command = new(
            "stereogram",
            "Hide a picture in random dots, to be seen by looking through them; and find it again.",
            "hippogriff stereogram \"a cat\" --seed 7 --out cat-in-dots.png",
            "hippogriff stereogram depth.png --pattern dots --depth 0.5",
            "hippogriff stereogram logo.png --read outline --relief flat --tile wallpaper.jpg --size 1200x800",
            "hippogriff stereogram solve cat-in-dots.png"
        )
        {
            hidden,
            reading,
            relief,
            pattern,
            tile,
            separation,
            depth,
            dot,
            size,
            seed,
            model,
            device,
            output,
            depthOut,
            json,
            StereogramSolveCommand.Build(host),
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                string what = parsed.GetRequiredValue(hidden);
                string? tileFile = parsed.GetValue(tile),
                    wanted = parsed.GetValue(pattern) ?? (tileFile is null ? "colours" : "tile");
                if (tileFile is not null && wanted != "tile")
                    throw new HippogriffException(
                        $"--tile gives a picture to repeat, and --pattern {wanted} takes none."
                    );
                if (tileFile is null && wanted == "tile")
                    throw new HippogriffException("--pattern tile needs a picture to repeat: --tile PICTURE.");
                PictureSize area = parsed.GetValue(size) ?? new PictureSize(DefaultWidth, DefaultHeight);
                if (Math.Min(area.Width, area.Height) < LeastSide)
                    throw new HippogriffException(
                        $"--size takes at least {LeastSide}x{LeastSide} for a stereogram, not {area}."
                    );
                StereogramOptions options = new()
                {
                    Separation = parsed.GetValue(separation) ?? 0,
                    Depth = parsed.GetValue(depth) ?? 1 / 3.0,
                    Pattern = wanted switch
                    {
                        "dots" => DotPattern.Dots,
                        "tile" => DotPattern.Tile,
                        _ => DotPattern.Colours,
                    },
                    Tile = tileFile is null ? null : ImageFile.Read(tileFile, area.Width),
                    DotSize = parsed.GetValue(dot) ?? 2,
                    Seed = parsed.GetValue(seed) ?? 0,
                };
                options.Check(area.Width);
                OutputNames names = OutputNames.OfPng(parsed.GetValue(output), host.OutFolder);
                OutputNames? depthNames = parsed.GetValue(depthOut) is { } file
                    ? OutputNames.OfPng(file, host.OutFolder, "--depth-out")
                    : null;
                names.Probe();
                depthNames?.Probe();
                Source source = IsFile(what)
                    ? new Source(
                        ImageFile.Read(what, Math.Max(area.Width, area.Height)),
                        Path.GetFileNameWithoutExtension(what),
                        null
                    )
                    : await DrawAsync(
                        host,
                        what,
                        parsed.GetValue(model),
                        parsed.GetValue(seed),
                        parsed.GetValue(device) ?? DeviceOption.Default,
                        stop
                    );
                bool outline = parsed.GetValue(reading) switch
                {
                    "depth" => false,
                    "outline" => true,
                    _ => source.Drawn is not null || !IsGrey(source.Image),
                };
                DepthMap map = outline
                    ? Outline.Find(
                        source.Image,
                        area.Width,
                        area.Height,
                        parsed.GetValue(relief) == "flat" ? Relief.Flat : Relief.Round
                    )
                    : DepthMap.FromBrightness(source.Image).FittedInto(area.Width, area.Height);
                RgbImage image = Stereogram.Make(map, options);
                bool generated = source.Drawn is not null;
                string path = names.Put(
                    PngFile.Encode(image, generated),
                    $"{source.Name} stereogram",
                    source.Drawn?.Seed ?? options.Seed
                );
                string? depthFile = depthNames?.Put(
                    PngFile.Encode(map.ToImage(), generated),
                    $"{what} depth",
                    options.Seed
                );
                Report(
                    host,
                    path,
                    depthFile,
                    options.SeparationFor(area.Width),
                    source,
                    outline,
                    image,
                    parsed.GetValue(json)
                );
                return ExitCode.Fine;
            }
        );
        return command;
    }

    /// <summary>The picture to hide.</summary>
    private sealed record Source(RgbImage Image, string Name, GenerationSettings? Drawn);

    private static async Task<Source> DrawAsync(
        CommandHost host,
        string prompt,
        string? model,
        long? seed,
        string device,
        CancellationToken stop
    )
    {
        GeneratedImage drawn = await DrawingProgress.RunAsync(
            host.Terminal,
            host.Clock,
            async (progress, title) =>
            {
                title("loading the model");
                using IDiffusionPipeline pipeline = await host.OpenPipeline(model, null, device, stop);
                title("drawing");
                return (
                    await pipeline.GenerateAsync(
                        new GenerationRequest { Prompt = prompt, Seed = seed ?? host.FreshSeed() },
                        progress,
                        stop
                    )
                )[0];
            }
        );
        return new Source(drawn.Image, prompt, drawn.Settings);
    }

    /// <summary>Whether a text is a file: it has a picture's extension, or it exists.</summary>
    private static bool IsFile(string text) =>
        Path.Exists(text) || ImageFile.Extensions.Contains(Path.GetExtension(text));

    private static bool IsGrey(RgbImage image)
    {
        for (int i = 0; i < image.Pixels.Length; i += 3)
            if (
                Math.Max(image.Pixels[i], Math.Max(image.Pixels[i + 1], image.Pixels[i + 2]))
                    - Math.Min(image.Pixels[i], Math.Min(image.Pixels[i + 1], image.Pixels[i + 2]))
                > 8
            )
                return false;
        return true;
    }

    private static void Report(
        CommandHost host,
        string path,
        string? depth,
        int separation,
        Source source,
        bool outline,
        RgbImage image,
        bool json
    )
    {
        if (json)
        {
            Json.Write(
                host.Terminal.Out,
                new
                {
                    Path = path,
                    Depth = depth,
                    Separation = separation,
                    Read = outline ? "outline" : "depth",
                    source.Drawn?.Prompt,
                    source.Drawn?.Seed,
                    image.Width,
                    image.Height,
                }
            );
            return;
        }
        host.Terminal.Out.WriteLine(path);
        if (depth is not null)
            host.Terminal.Out.WriteLine(depth);
        string hidden =
            source.Drawn is { } drawn
                ? string.Create(CultureInfo.InvariantCulture, $"\"{drawn.Prompt}\" (seed {drawn.Seed}) is hidden in it")
            : outline ? "an outline is hidden in it"
            : "a picture of depth is hidden in it";
        host.Terminal.Error.WriteLine(
            $"{hidden}, {separation} pixels apart; look through the picture as through a window, or: "
                + $"hippogriff stereogram solve {path}"
        );
    }
}
