using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data.Scenes;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Data;

/// <summary>What a line of <c>data scenes</c> asks for.</summary>
internal sealed record DataScenesChoices
{
    /// <summary>Folder of sprites.</summary>
    public required string Data { get; init; }

    /// <summary>JSON file of a world; null for the built-in one.</summary>
    public string? World { get; init; }

    /// <summary>File of the sheet; null for a name of its own.</summary>
    public string? Out { get; init; }

    /// <summary>Folder of captioned pictures to write instead of a sheet; null for a sheet.</summary>
    public string? Folder { get; init; }

    public int Count { get; init; }

    /// <summary>Side of a scene in pixels; null for the world's.</summary>
    public int? Side { get; init; }

    public long Seed { get; init; }

    public SceneShare Share { get; init; }

    public bool Resume { get; init; }

    public bool Json { get; init; }

    /// <summary>What the sheet says of the command.</summary>
    public required CommandNote Note { get; init; }
}

/// <summary>The options of <c>data scenes</c>.</summary>
internal sealed class DataScenesOptions
{
    private const int MostOnSheet = 400,
        MostInFolder = 20_000,
        Default = 24;

    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Training data. A folder of sprites (hippogriff data emoji makes one).",
    };
    private readonly Option<string?> _world = WorldOption.Create();
    private readonly Option<string?> _output = Values.Text(
        "--out",
        "FILE",
        "Where the result goes. A .png. Default: out/scenes-SEED.png."
    );
    private readonly Option<string?> _folder = Values.Text(
        "--folder",
        "DIR",
        "Write the scenes as a folder of captioned pictures, which train and data check read, instead of a sheet."
    );
    private readonly Option<int?> _count = Values.Whole(
        "--count",
        1,
        MostInFolder,
        FormattableString.Invariant($"How many. At most {MostOnSheet} on a sheet. Default: {Default}.")
    );
    private readonly Option<PictureSize?> _size = Values.Square(
        16,
        512,
        "Size in pixels. The side of a scene. Default: the world's."
    );
    private readonly Option<long?> _seed = Values.Seed("Same seed, same result. Default: 0.");
    private readonly Option<bool> _heldOut = new("--held-out")
    {
        Description = "Show what training never sees. Combinations that are held out.",
    };
    private readonly Option<bool> _resume = FolderFlow.ResumeOption();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll(_data, _world, _output, _folder, _count, _size, _seed, _heldOut, _resume, _json);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">Two options exclude each other.</exception>
    public DataScenesChoices Read(ParseResult parsed)
    {
        DataScenesChoices choices = new()
        {
            Data = parsed.GetRequiredValue(_data),
            World = parsed.GetValue(_world),
            Out = parsed.GetValue(_output),
            Folder = parsed.GetValue(_folder),
            Count = parsed.GetValue(_count) ?? Default,
            Side = parsed.GetValue(_size)?.Width,
            Seed = parsed.GetValue(_seed) ?? 0,
            Share = parsed.GetValue(_heldOut) ? SceneShare.HeldOut : SceneShare.Training,
            Resume = parsed.GetValue(_resume),
            Json = parsed.GetValue(_json),
            Note = CommandNote.Of(parsed),
        };
        Check(choices);
        return choices;
    }

    private static void Check(DataScenesChoices choices)
    {
        if (choices.Folder is not null && choices.Out is not null)
            throw new HippogriffException(
                "Scenes are written as a sheet (--out) or as a folder of pictures (--folder), not as both at once."
            );
        if (choices.Folder is null && choices.Count > MostOnSheet)
            throw new HippogriffException($"A sheet holds at most {MostOnSheet} scenes; --folder DIR takes more.");
        if (choices.Folder is null && choices.Resume)
            throw new HippogriffException("--resume continues a folder of scenes; name it with --folder.");
    }
}
