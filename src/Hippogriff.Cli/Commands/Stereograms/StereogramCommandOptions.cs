using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Parsing;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Stereograms;

namespace Hippogriff.Cli.Commands.Stereograms;

/// <summary>What is taken from the picture to hide.</summary>
internal enum DepthReading
{
    /// <summary>Depth of grey pictures, the outline of others.</summary>
    Auto,

    /// <summary>Its brightness; white is near.</summary>
    Depth,

    /// <summary>The outline of the thing on it.</summary>
    Outline,
}

/// <summary>What a line of <c>stereogram</c> asks for.</summary>
internal sealed record StereogramChoices
{
    /// <summary>A picture file, or words.</summary>
    public required string Hidden { get; init; }

    public DepthReading Reading { get; init; }

    public Relief Relief { get; init; }

    /// <summary>How the dots are made; its tile is read.</summary>
    public required StereogramOptions Options { get; init; }

    /// <summary>Size in pixels.</summary>
    public PictureSize Size { get; init; }

    /// <summary>The model that draws, and its seed; nothing else of it.</summary>
    public required DrawingChoices Drawing { get; init; }

    /// <summary>File of the depth that was hidden; null for none.</summary>
    public string? DepthOut { get; init; }

    /// <summary>What the pictures say of the command.</summary>
    public required CommandNote Note { get; init; }
}

/// <summary>The options of <c>stereogram</c>.</summary>
internal sealed class StereogramCommandOptions
{
    private const int DefaultWidth = 800,
        DefaultHeight = 600,
        LeastSide = StereogramSolver.LeastSide;
    private const string Colours = "colours",
        Dots = "dots",
        Tiles = "tile",
        Flat = "flat";

    private readonly Argument<string> _hidden = new("PICTURE|PROMPT")
    {
        Description = "A picture file, or words in quotes for a model to draw.",
    };
    private readonly Option<string?> _reading = Values.Name(
        "--read",
        [.. Enum.GetNames<DepthReading>().Select(name => name.ToLowerInvariant())],
        "What to take from the picture: its brightness as depth (white is near), or the outline of the "
            + "thing on it; auto takes depth from grey pictures. Default: auto. One of"
    );
    private readonly Option<string?> _relief = Values.Name(
        "--relief",
        ["round", Flat],
        "How an outline stands out: swollen, or cut out of a board. Default: round. One of"
    );
    private readonly Option<string?> _pattern = Values.Name(
        "--pattern",
        [Colours, Dots, Tiles],
        $"What to hide it in. Default: {Colours}. One of"
    );
    private readonly Option<string?> _tile = Values.Text(
        "--tile",
        "PICTURE",
        $"The picture to repeat; means --pattern {Tiles}."
    );
    private readonly Option<int?> _separation = Values.Whole(
        "--separation",
        StereogramOptions.LeastSeparation,
        2048,
        "Distance in pixels at which the far wall repeats, at most half of the width. 90 to 140 are easy to view "
            + "on a screen. Default: an eighth of the width."
    );
    private readonly Option<double?> _depth = Values.Number(
        "--depth",
        StereogramOptions.LeastDepth,
        StereogramOptions.MostDepth,
        "How far it stands out. Default: a third."
    );
    private readonly Option<int?> _dot = Values.Whole(
        "--dot",
        1,
        StereogramOptions.MostDotSize,
        "Side of a dot in pixels. Default: 2."
    );
    private readonly Option<PictureSize?> _size = Values.Size(
        $"Size in pixels. Default: {DefaultWidth}x{DefaultHeight}."
    );
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. Default: 0 for the dots, a fresh one for a drawing."
    );
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. It draws. Left out: the default one."
    );
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<string?> _output = Values.Text(
        "--out",
        "FILE",
        "Where the result goes. A .png, or a folder. Default: out."
    );
    private readonly Option<string?> _depthOut = Values.Text(
        "--depth-out",
        "FILE",
        "Also write the depth that was hidden, as a .png, white near."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _hidden,
            _reading,
            _relief,
            _pattern,
            _tile,
            _separation,
            _depth,
            _dot,
            _size,
            _seed,
            _model,
            _device,
            _output,
            _depthOut,
            _json,
        ]);

    /// <summary>What the line says; reads the picture of --tile.</summary>
    /// <exception cref="HippogriffException">Options exclude each other or do not fit the size, or the picture of
    /// --tile cannot be read.</exception>
    public StereogramChoices Read(ParseResult parsed)
    {
        if (parsed.GetValue(_reading) == nameof(DepthReading.Depth).ToLowerInvariant())
            parsed.RefuseIdle("is how an outline stands out, and --read depth takes none", _relief);
        if (StereogramCommand.IsFile(parsed.GetRequiredValue(_hidden)))
            parsed.RefuseIdle("is for words that a model draws, and a picture is given", _model, _device);
        PictureSize size = parsed.GetValue(_size) ?? new PictureSize(DefaultWidth, DefaultHeight);
        return new StereogramChoices
        {
            Options = DotsOf(parsed, size),
            Hidden = parsed.GetRequiredValue(_hidden),
            Reading = Enum.Parse<DepthReading>(
                parsed.GetValue(_reading) ?? nameof(DepthReading.Auto),
                ignoreCase: true
            ),
            Relief = parsed.GetValue(_relief) == Flat ? Relief.Flat : Relief.Round,
            Size = size,
            Drawing = new DrawingChoices
            {
                Options = new GenerationOptions { Seed = parsed.GetValue(_seed) },
                Model = parsed.GetValue(_model),
                Device = parsed.GetValue(_device) ?? DeviceOption.Default,
                Out = parsed.GetValue(_output),
                Json = parsed.GetValue(_json),
            },
            DepthOut = parsed.GetValue(_depthOut),
            Note = CommandNote.Of(parsed),
        };
    }

    private StereogramOptions DotsOf(ParseResult parsed, PictureSize size)
    {
        string? tile = parsed.GetValue(_tile);
        string pattern = PatternOf(parsed.GetValue(_pattern), tile);
        if (Math.Min(size.Width, size.Height) < LeastSide)
            throw new HippogriffException(
                $"--size takes at least {LeastSide}x{LeastSide} for a stereogram, not {size}."
            );
        StereogramOptions options = new()
        {
            Separation = parsed.GetValue(_separation) ?? 0,
            Depth = parsed.GetValue(_depth) ?? 1 / 3.0,
            Pattern = pattern switch
            {
                Dots => DotPattern.Dots,
                Tiles => DotPattern.Tile,
                _ => DotPattern.Colours,
            },
            Tile = tile is null ? null : ImageFile.Read(tile, size.Width),
            DotSize = parsed.GetValue(_dot) ?? 2,
            Seed = parsed.GetValue(_seed) ?? 0,
        };
        options.Check(size.Width);
        return options;
    }

    private static string PatternOf(string? asked, string? tile)
    {
        string pattern = asked ?? (tile is null ? Colours : Tiles);
        if (tile is not null && pattern != Tiles)
            throw new HippogriffException($"--tile gives a picture to repeat, and --pattern {pattern} takes none.");
        if (tile is null && pattern == Tiles)
            throw new HippogriffException("--pattern tile needs a picture to repeat: --tile PICTURE.");
        return pattern;
    }
}
