using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Parsing;
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
    /// <summary>Channels of a grey pixel differ by at most this, of 255.</summary>
    private const int Grey = 8;

    public static Command Build(CommandHost host)
    {
        StereogramCommandOptions options = new();
        DocumentedCommand command = new(
            "stereogram",
            "Hide a picture in random dots, to be seen by looking through them; and find it again.",
            "hippogriff stereogram \"a cat\" --seed 7 --out cat-in-dots.png",
            "hippogriff stereogram depth.png --pattern dots --depth 0.5",
            "hippogriff stereogram logo.png --read outline --relief flat --tile wallpaper.jpg --size 1200x800",
            "hippogriff stereogram solve cat-in-dots.png"
        );
        options.AddTo(command);
        command.Add(StereogramSolveCommand.Build(host));
        command.SetAction((parsed, stop) => RunAsync(host, options.Read(parsed), stop));
        return command;
    }

    private static async Task<int> RunAsync(CommandHost host, StereogramChoices choices, CancellationToken stop)
    {
        OutputNames names = OutputNames.OfPng(choices.Drawing.Out, host.OutFolder);
        OutputNames? depthNames = choices.DepthOut is { } file
            ? OutputNames.OfPng(file, host.OutFolder, "--depth-out")
            : null;
        names.Probe();
        depthNames?.Probe();

        HiddenPicture source = await SourceOfAsync(host, choices, stop);
        bool outline = IsOutline(choices.Reading, source);
        DepthMap map = outline
            ? Outline.Find(source.Image, choices.Size.Width, choices.Size.Height, choices.Relief)
            : DepthMap.FromBrightness(source.Image).FittedInto(choices.Size.Width, choices.Size.Height);
        RgbImage image = Stereogram.Make(map, choices.Options);

        IReadOnlyDictionary<string, string> texts = Noted(choices, source, outline).Texts;
        bool generated = source.Drawn is not null;
        string path = names.Put(
            PngFile.Encode(image, generated, texts),
            $"{source.Name} stereogram",
            source.Drawn?.Seed ?? choices.Options.Seed
        );
        string? depth = depthNames?.Put(
            PngFile.Encode(map.ToImage(), generated, texts),
            $"{choices.Hidden} depth",
            choices.Options.Seed
        );
        StereogramView.Write(
            host.Terminal,
            new MadeStereogram(path, depth, image, source, outline, choices.Options.SeparationFor(choices.Size.Width)),
            choices.Drawing.Json
        );
        return ExitCode.Fine;
    }

    /// <summary>What the pictures say: the line, what it left open, and how a model drew what is hidden.</summary>
    private static CommandNote Noted(StereogramChoices choices, HiddenPicture source, bool outline) =>
        choices.Note.And(
            ("--read", outline ? "outline" : "depth"),
            ("--separation", choices.Options.SeparationFor(choices.Size.Width)),
            ("--depth", choices.Options.Depth),
            ("--dot", choices.Options.DotSize),
            ("--size", choices.Size),
            ("--seed", choices.Options.Seed)
        ) with
        {
            Settings = source.Drawn,
        };

    /// <summary>The picture of the file, or one that a model draws.</summary>
    private static async Task<HiddenPicture> SourceOfAsync(
        CommandHost host,
        StereogramChoices choices,
        CancellationToken stop
    )
    {
        string hidden = choices.Hidden;
        if (IsFile(hidden))
            return new HiddenPicture(
                ImageFile.Read(hidden, Math.Max(choices.Size.Width, choices.Size.Height)),
                Path.GetFileNameWithoutExtension(hidden),
                null
            );
        GenerationRequest request = new() { Prompt = hidden, Seed = choices.Drawing.Seed ?? host.FreshSeed() };
        GeneratedImage drawn = await OpenedModel.UseAsync(
            host,
            choices.Drawing,
            async model => (await model.Pipeline.GenerateAsync(request, model.Progress, stop))[0],
            stop
        );
        return new HiddenPicture(drawn.Image, hidden, drawn.Settings);
    }

    /// <summary>Whether a text is a file: it has a picture's extension, or it exists.</summary>
    internal static bool IsFile(string text) =>
        Path.Exists(text) || ImageFile.Extensions.Contains(Path.GetExtension(text));

    private static bool IsOutline(DepthReading reading, HiddenPicture source) =>
        reading switch
        {
            DepthReading.Depth => false,
            DepthReading.Outline => true,
            _ => source.Drawn is not null || !IsGrey(source.Image),
        };

    private static bool IsGrey(RgbImage image)
    {
        for (int i = 0; i < image.Pixels.Length; i += 3)
            if (
                Math.Max(image.Pixels[i], Math.Max(image.Pixels[i + 1], image.Pixels[i + 2]))
                    - Math.Min(image.Pixels[i], Math.Min(image.Pixels[i + 1], image.Pixels[i + 2]))
                > Grey
            )
                return false;
        return true;
    }
}
