using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Parsing;
using Hippogriff.FolderModels;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Inspection;

/// <summary>What a line of <c>perfect</c> asks for.</summary>
internal sealed record PerfectChoices
{
    /// <summary>Folder of pictures, or of sprites.</summary>
    public required string Folder { get; init; }

    /// <summary>What is drawn.</summary>
    public required PerfectRequest Request { get; init; }

    /// <summary>Name or folder of the network; null for the default one.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the network is left out.</summary>
    public bool WithoutNetwork { get; init; }

    /// <summary>Most pictures that are taken.</summary>
    public int Pictures { get; init; }

    /// <summary>Side of the pictures without a network, in pixels.</summary>
    public int Side { get; init; }

    /// <summary>Seed of composed scenes.</summary>
    public int TrainingSeed { get; init; }

    public required string Device { get; init; }

    public string? Out { get; init; }

    public bool Json { get; init; }

    /// <summary>What the sheet says of the command.</summary>
    public required CommandNote Note { get; init; }
}

/// <summary>The options of <c>perfect</c>.</summary>
internal sealed class PerfectOptions
{
    private const int DefaultPictures = 256,
        MostPictures = 4_096,
        DefaultSize = 32,
        MostSize = 64,
        DefaultDrawings = 6,
        DefaultSteps = 20;

    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "A folder of pictures, or of sprites for composed scenes.",
    };
    private readonly Option<string?> _prompt = Values.Text(
        "--prompt",
        "TEXT",
        "What is to be seen, in words. The same for all three. Left out: none."
    );
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. It is the trained network. Left out: the default one."
    );
    private readonly Option<bool> _alone = new("--without-network")
    {
        Description = "Only the two that need no training, on pixels.",
    };
    private readonly Option<int?> _pictures = Values.Whole(
        "--pictures",
        1,
        MostPictures,
        $"Most pictures that are taken from the folder, 1 to {MostPictures}. Default: {DefaultPictures}."
    );
    private readonly Option<PictureSize?> _size = Values.Square(
        8,
        MostSize,
        $"Size in pixels. The side of the pictures, with --without-network. Default: {DefaultSize}."
    );
    private readonly Option<int?> _count = Values.Whole(
        "--count",
        1,
        PerfectComparison.MostDrawings,
        $"How many. Drawings of each. Default: {DefaultDrawings}."
    );
    private readonly Option<int?> _steps = Values.Whole(
        "--steps",
        1,
        200,
        $"Number of denoising steps. Default: {DefaultSteps}."
    );
    private readonly Option<int?> _patch = Values.Whole(
        "--patch",
        1,
        127,
        "Side of the local denoiser's patches in cells, odd. Left out: at each level what agrees best "
            + "with the network on other noise; without one, large in much noise and small in little."
    );
    private readonly Option<long?> _seed = Values.Seed(
        "Same seed, same result. It is the first drawing's. Default: 0."
    );
    private readonly Option<int?> _trainingSeed = Values.Whole(
        "--training-seed",
        0,
        int.MaxValue,
        "Seed of the composed scenes that the model was trained on. It is for folders of sprites. Default: 1, the "
            + "shipped model's."
    );
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<string?> _output = Values.Text(
        "--out",
        "FILE",
        "Where the result goes. The .png of the sheet, or a folder. Default: out."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll([
            _folder,
            _prompt,
            _model,
            _alone,
            _pictures,
            _size,
            _count,
            _steps,
            _patch,
            _seed,
            _trainingSeed,
            _device,
            _output,
            _json,
        ]);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">Two options exclude each other, or a patch has no middle.</exception>
    public PerfectChoices Read(ParseResult parsed)
    {
        Check(parsed);
        return new PerfectChoices
        {
            Folder = parsed.GetRequiredValue(_folder),
            Request = new PerfectRequest
            {
                Prompt = parsed.GetValue(_prompt) ?? "",
                Seed = parsed.GetValue(_seed) ?? 0,
                Count = parsed.GetValue(_count) ?? DefaultDrawings,
                Steps = parsed.GetValue(_steps) ?? DefaultSteps,
                Side = parsed.GetValue(_patch) ?? 0,
            },
            Model = parsed.GetValue(_model),
            WithoutNetwork = parsed.GetValue(_alone),
            Pictures = parsed.GetValue(_pictures) ?? DefaultPictures,
            Side = parsed.GetValue(_size)?.Width ?? DefaultSize,
            TrainingSeed = parsed.GetValue(_trainingSeed) ?? 1,
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Out = parsed.GetValue(_output),
            Json = parsed.GetValue(_json),
            Note = CommandNote.Of(parsed),
        };
    }

    private void Check(ParseResult parsed)
    {
        bool without = parsed.GetValue(_alone);
        if (without && parsed.GetValue(_model) is { } named)
            throw new HippogriffException(
                $"--without-network leaves the network out, and --model names one ('{named}')."
            );
        if (!without && parsed.GetValue(_size) is not null)
            throw new HippogriffException(
                "--size is for --without-network; with a network the pictures have its size."
            );
        if (parsed.GetValue(_patch) is { } cells && cells % 2 == 0)
            throw new HippogriffException($"--patch takes an odd number, not {cells}.");
    }
}
