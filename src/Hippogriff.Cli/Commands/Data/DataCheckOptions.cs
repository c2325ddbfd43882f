using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data.Folders;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Data;

/// <summary>What a line of <c>data check</c> asks for.</summary>
internal sealed record DataCheckChoices
{
    /// <summary>The folder, or a zip file of one.</summary>
    public required string Folder { get; init; }

    public required FolderCheckSettings Settings { get; init; }

    /// <summary>File of a sheet of the pictures; null for none.</summary>
    public string? Sheet { get; init; }

    /// <summary>How many remarks of each kind are shown.</summary>
    public int Most { get; init; }

    public bool Json { get; init; }
}

/// <summary>The options of <c>data check</c>.</summary>
internal sealed class DataCheckOptions
{
    private const int Shown = 5;
    private static readonly FolderCheckSettings s_defaults = new();

    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "A folder of captioned pictures or of sprites, or a zip file of one.",
    };
    private readonly Option<PictureSize?> _size = Values.Square(
        8,
        1024,
        $"Size in pixels. The side of the pictures that training will take. Default: {s_defaults.Size}."
    );
    private readonly Option<int?> _words = Values.Whole(
        "--words",
        1,
        1024,
        $"Number of words. So many of a caption the model will read (text.length of the recipe). Default: "
            + $"{s_defaults.Words}."
    );
    private readonly Option<bool> _silent = new("--no-captions")
    {
        Description = "For a model without words: captions are left out. Pictures need none.",
    };
    private readonly Option<bool> _buckets = new("--buckets")
    {
        Description =
            "Take pictures in a few proportions, from 1:2 to 2:1, instead of squares. What is cut off and "
            + "blurred is told as train --buckets would do it.",
    };
    private readonly Option<bool> _all = new("--all")
    {
        Description =
            $"Show all, not only the first or the most telling. Left out: the first {Shown} remarks of each kind.",
    };
    private readonly Option<string?> _sheet = Values.Text(
        "--sheet",
        "FILE",
        "A labelled sheet of pictures, a .png. They are shown as training sees them, with their captions."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll(_folder, _size, _words, _silent, _buckets, _all, _sheet, _json);

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">Two options exclude each other.</exception>
    public DataCheckChoices Read(ParseResult parsed)
    {
        if (parsed.GetValue(_silent))
            parsed.RefuseIdle("counts words of captions, which --no-captions leaves out", _words);
        return new DataCheckChoices
        {
            Folder = parsed.GetRequiredValue(_folder),
            Settings = new FolderCheckSettings(
                parsed.GetValue(_size)?.Width ?? s_defaults.Size,
                parsed.GetValue(_words) ?? s_defaults.Words,
                !parsed.GetValue(_silent),
                parsed.GetValue(_buckets)
            ),
            Sheet = parsed.GetValue(_sheet),
            Most = parsed.GetValue(_all) ? int.MaxValue : Shown,
            Json = parsed.GetValue(_json),
        };
    }
}
