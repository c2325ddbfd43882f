using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using Hippogriff.Cli.Parsing;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// What a picture says of the command that made it, where that is not <c>generate</c> or <c>denoise</c>: a text of the
/// PNG.
/// </summary>
internal sealed record CommandNote
{
    private const string Key = "Hippogriff command";

    /// <summary>The command, such as "walk" or "stereogram solve".</summary>
    public required string Command { get; init; }

    /// <summary>What the line gave it, by argument or option; of files only their names.</summary>
    public required IReadOnlyDictionary<string, string[]> Options { get; init; }

    /// <summary>The program that wrote it, such as "hippogriff 0.1.0"; null for pictures of before.</summary>
    public string? Version { get; init; }

    /// <summary>How the model drew; null for a command without a model.</summary>
    public GenerationSettings? Settings { get; init; }

    /// <summary>The text of the PNG.</summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> Texts => PictureNote.Of(Key, this);

    /// <summary>The note of a line.</summary>
    public static CommandNote Of(ParseResult parsed) =>
        new()
        {
            Command = LineSettings.CommandOf(parsed),
            Options = LineSettings.Of(parsed),
            Version = $"hippogriff {Infotext.ProgramVersion}",
        };

    /// <summary>The note with values that the line left open, as text.</summary>
    public CommandNote And(params IEnumerable<(string Name, object Value)> resolved)
    {
        Dictionary<string, string[]> all = new(Options);
        foreach ((string name, object value) in resolved)
            all.TryAdd(name, [Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""]);
        return this with { Options = all };
    }

    /// <summary>The note of a picture; null if it has none.</summary>
    /// <exception cref="HippogriffException">It is a damaged PNG, or its note cannot be read.</exception>
    public static CommandNote? Read(string path) => PictureNote.Read<CommandNote>(path, Key);

    /// <inheritdoc cref="Read(string)"/>
    public static CommandNote? Read(PictureBytes picture) => PictureNote.Read<CommandNote>(picture, Key);
}
