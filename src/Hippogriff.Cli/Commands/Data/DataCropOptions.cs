using System.CommandLine;
using Hippogriff.Cli.Commands.Drawing;
using Hippogriff.Cli.Parsing;
using Hippogriff.Data.Folders;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Data;

/// <summary>What a line of <c>data crop</c> asks for.</summary>
internal sealed record DataCropChoices
{
    /// <summary>The folder, or a zip file of one.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder to write.</summary>
    public required string Out { get; init; }

    /// <summary>Side of the squares, or of the squares that the proportions are like, in pixels.</summary>
    public int Side { get; init; }

    /// <summary>Whether what stands out is kept, and not the middle.</summary>
    public bool Smart { get; init; }

    /// <summary>Sizes that pictures are cut to, in pixels.</summary>
    public required IReadOnlyList<(int Width, int Height)> Sizes { get; init; }

    /// <summary>Whether pictures that look like one before are left out.</summary>
    public bool Unique { get; init; }

    public bool Resume { get; init; }

    public bool Json { get; init; }
}

/// <summary>The options of <c>data crop</c>.</summary>
internal sealed class DataCropOptions
{
    private const int DefaultSide = 64;
    private static readonly string[] s_ways = ["smart", "centre"];

    private readonly Argument<string> _folder = new("DIR")
    {
        Description = "A folder of pictures, or a zip file of one.",
    };
    private readonly Option<string> _output = new("--out")
    {
        HelpName = "DIR",
        Required = true,
        Description = "Where the result goes. A new folder of PNG files and captions.jsonl.",
    };
    private readonly Option<PictureSize?> _size = Values.Square(
        8,
        1024,
        $"Size in pixels. The side of the squares. Default: {DefaultSide}."
    );
    private readonly Option<string?> _how = Values.Name(
        "--keep",
        s_ways,
        "What is kept: what stands out (smart, the default), or the middle. One of"
    );
    private readonly Option<bool> _buckets = new("--buckets")
    {
        Description =
            "Take pictures in a few proportions, from 1:2 to 2:1, instead of squares. hippogriff train --buckets "
            + "takes them as they are.",
    };
    private readonly Option<bool> _unique = new("--unique")
    {
        Description = "Leave out pictures that look the same as one before.",
    };
    private readonly Option<bool> _resume = FolderFlow.ResumeOption();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) =>
        command.AddAll(_folder, _output, _size, _how, _buckets, _unique, _resume, _json);

    /// <summary>What the line says.</summary>
    public DataCropChoices Read(ParseResult parsed)
    {
        int side = parsed.GetValue(_size)?.Width ?? DefaultSide;
        return new DataCropChoices
        {
            Folder = parsed.GetRequiredValue(_folder),
            Out = parsed.GetRequiredValue(_output),
            Side = side,
            Smart = (parsed.GetValue(_how) ?? s_ways[0]) == s_ways[0],
            Sizes = parsed.GetValue(_buckets) ? new FolderCheckSettings(side).Sizes : [(side, side)],
            Unique = parsed.GetValue(_unique),
            Resume = parsed.GetValue(_resume),
            Json = parsed.GetValue(_json),
        };
    }
}
