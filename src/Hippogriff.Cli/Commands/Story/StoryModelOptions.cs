using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Devices;
using Hippogriff.Story;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>Which story model computes, and where.</summary>
/// <param name="Name">Its name or folder; null for the default one.</param>
/// <param name="Device">Name of the device.</param>
internal sealed record StoryModelChoice(string? Name = null, string Device = DeviceOption.Default)
{
    /// <summary>Loads it. The caller owns it.</summary>
    /// <exception cref="HippogriffException">The model or the device does not exist, or a file is damaged.</exception>
    public StoryModel Load() => StoryFolder.Load(Name, DeviceChoice.Parse(Device));
}

/// <summary>The options --model and --device of the story commands.</summary>
internal sealed class StoryModelOptions
{
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. A story model. Left out: story."
    );
    private readonly Option<string?> _device = DeviceOption.Create();

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All => [_model, _device];

    /// <summary>What the line says.</summary>
    public StoryModelChoice Read(ParseResult parsed) =>
        new(parsed.GetValue(_model), parsed.GetValue(_device) ?? DeviceOption.Default);
}
