using System.CommandLine;
using Hippogriff.Cli.Commands.Inspection;
using Hippogriff.Cli.Parsing;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// The options that <c>generate</c> and <c>denoise</c> share; some of them go to the commands that look into a model,
/// too (<see cref="InspectionOptions"/>). Those of a <see cref="GenerationField"/> have its name, help and range.
/// </summary>
/// <param name="seedHelp">What --seed does, if it is given otherwise than drawings of one's own have it.</param>
internal sealed class DrawingOptions(string? seedHelp = null)
{
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. hippogriff models list names them; folder:DIR draws from the captioned "
            + "pictures in DIR without any training."
    );
    private readonly CheckpointOptions _checkpoint = new();
    private readonly Option<LoraChoice[]> _loras = LoraOption.Create();
    private readonly Option<int?> _batch = Values.Whole(
        "--batch-size",
        1,
        8,
        "How many are computed at once. Default: 8. Fewer take less memory and more time."
    );
    private readonly Option<PictureSize?> _size = Values.Size(
        "Size in pixels. 64 for a square, or 96x64; multiples of what the model was made for."
    );
    private readonly Option<string?> _out = Values.Text(
        "--out",
        "PATH",
        "Where the result goes. A .png, .jpg or .webp file, or a folder in which names are chosen that overwrite "
            + "nothing. Default: out."
    );
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<bool> _strip = new("--strip")
    {
        Description = "Also write the denoising steps as one picture beside it.",
    };
    private readonly Option<string?> _from = Values.Text(
        "--from",
        "PICTURE",
        "Take all settings from a picture, or from a ComfyUI graph (.json). Other options override them."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>An option for each field that has one and is read from a text.</summary>
    private readonly Dictionary<GenerationField, FieldOption> _fields = GenerationFields
        .All.Where(field => field.OptionName is not null && field.Kind != FieldKind.Loras)
        .ToDictionary(
            field => field,
            field =>
                FieldOption.Create(
                    field,
                    field == GenerationFields.Seed ? seedHelp
                        : field == GenerationFields.Count ? "How many. Default: 1."
                        : null
                )
        );

    /// <summary>Fields that say something of a picture to start from.</summary>
    private static readonly GenerationField[] s_source =
    [
        SourceFields.Strength,
        SourceFields.SourceFit,
        SourceFields.MaskBlur,
    ];

    /// <summary>Fields of the commands that look into a model; the negative prompt where they draw.</summary>
    private static readonly GenerationField[] s_look =
    [
        GenerationFields.Seed,
        GenerationFields.Steps,
        GenerationFields.Sampler,
        GenerationFields.Schedule,
        GenerationFields.Guidance,
    ];

    /// <summary>Adds those of a drawing.</summary>
    /// <param name="command">Gets the options.</param>
    /// <param name="fromPicture">Whether it starts from a picture.</param>
    public void AddTo(Command command, bool fromPicture = false) =>
        command.AddAll([
            .. fromPicture ? s_source.Select(field => _fields[field].Option) : [],
            _fields[GenerationFields.NegativePrompt].Option,
            _model,
            .. _checkpoint.All,
            _loras,
            .. _fields
                .Keys.Except([.. s_source, GenerationFields.NegativePrompt])
                .Select(field => _fields[field].Option),
            _batch,
            _size,
            _out,
            _device,
            _strip,
            _from,
            _json,
        ]);

    /// <summary>Adds the options of inspection commands.</summary>
    /// <param name="command">The command to add them to.</param>
    /// <param name="draws">Whether it draws like <c>generate</c>, so that size and negative prompt apply.</param>
    public void AddLookTo(Command command, bool draws) =>
        command.AddAll([
            .. draws ? [_fields[GenerationFields.NegativePrompt].Option] : Array.Empty<Option>(),
            _model,
            .. _checkpoint.All,
            _loras,
            .. s_look.Select(field => _fields[field].Option),
            .. draws ? [_size] : Array.Empty<Option>(),
            _out,
            _device,
            _json,
        ]);

    /// <summary>What the line says.</summary>
    public DrawingChoices Read(ParseResult parsed, string? prompt)
    {
        DrawingChoices choices = new()
        {
            Model = parsed.GetValue(_model),
            BatchSize = parsed.GetValue(_batch),
            Out = parsed.GetValue(_out),
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Type = _checkpoint.TypeOf(parsed),
            TypeIsMeasured = _checkpoint.IsTypeMeasured(parsed),
            Checkpoint = _checkpoint.Read(parsed),
            Strip = parsed.GetValue(_strip),
            From = parsed.GetValue(_from),
            Json = parsed.GetValue(_json),
        };
        if (prompt is not null)
            choices = choices.With(GenerationFields.Prompt, prompt);
        foreach (FieldOption field in _fields.Values)
            if (field.Read(parsed) is { } value)
                choices = choices.With(field.Field, value);
        if (parsed.GetValue(_loras) is { Length: > 0 } loras)
            choices = choices.With(GenerationFields.Loras, loras);
        return parsed.GetValue(_size) is { } size
            ? choices.With(GenerationFields.Width, size.Width).With(GenerationFields.Height, size.Height)
            : choices;
    }
}
