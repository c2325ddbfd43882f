using System.CommandLine;
using Hippogriff.Cli.Commands.Inspection;
using Hippogriff.Cli.Parsing;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Guidance;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>
/// The options that <c>generate</c> and <c>denoise</c> share; some are also used by the inspection commands
/// (<see cref="InspectionOptions"/>).
/// </summary>
/// <param name="seed">The --seed option, if it differs from the default one.</param>
internal sealed class DrawingOptions(Option<long?>? seed = null)
{
    private readonly Option<string?> _negative = Values.Text(
        "--negative",
        "TEXT",
        "What to stay away from; works where guidance is above 1."
    );
    private readonly Option<string?> _model = Values.Text(
        "--model",
        "NAME",
        "Name or folder of a model. hippogriff models list names them; folder:DIR draws from the captioned "
            + "pictures in DIR without any training."
    );
    private readonly Option<LoraChoice[]> _loras = LoraOption.Create();
    private readonly Option<long?> _seed =
        seed
        ?? Values.Seed(
            "Same seed, same result. It is the first picture's; the next ones count on from it. Left out: a random "
                + "one, which is shown."
        );
    private readonly Option<int?> _count = Values.Whole("--count", 1, 64, "How many. Default: 1.");
    private readonly Option<int?> _batch = Values.Whole(
        "--batch-size",
        1,
        8,
        "How many are computed at once. Default: 8. Fewer take less memory and more time."
    );
    private readonly Option<int?> _steps = Values.Whole(
        "--steps",
        1,
        1000,
        "Number of denoising steps. Left out: the model's."
    );
    private readonly Option<string?> _sampler = Values.Sampler();
    private readonly Option<string?> _schedule = Values.Schedule(
        "Which noise levels are visited. Left out: the model's. One of"
    );
    private readonly Option<double?> _guidance = Values.Number(
        "--guidance",
        0,
        50,
        "How strongly the words pull; 1 switches guidance off. Left out: the model's."
    );
    private readonly Option<double?> _rescale = Values.Number(
        "--guidance-rescale",
        0,
        1,
        "Takes back the contrast that strong guidance adds. Default: 0, not at all."
    );
    private readonly Option<GuidanceInterval?> _interval = Values.Interval(
        "--guidance-interval",
        "Guide only in this stretch of the way, from 1 (pure noise) to 0 (clean), such as 0.1-0.8. Left out: "
            + "the model's. It saves time outside of it."
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
        "Take all settings from a picture that Hippogriff wrote. Other options override them."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    public void AddTo(Command command)
    {
        Option[] all =
        [
            _negative,
            _model,
            _loras,
            _seed,
            _count,
            _batch,
            _steps,
            _sampler,
            _schedule,
            _guidance,
            _rescale,
            _interval,
            _size,
            _out,
            _device,
            _strip,
            _from,
            _json,
        ];
        foreach (Option option in all)
            command.Add(option);
    }

    /// <summary>Adds the options of inspection commands.</summary>
    /// <param name="command">The command to add them to.</param>
    /// <param name="draws">Whether it draws like <c>generate</c>, so that size and negative prompt apply.</param>
    public void AddLookTo(Command command, bool draws)
    {
        Option[] all =
        [
            .. draws ? [_negative] : Array.Empty<Option>(),
            _model,
            _loras,
            _seed,
            _steps,
            _sampler,
            _schedule,
            _guidance,
            .. draws ? [_size] : Array.Empty<Option>(),
            _out,
            _device,
            _json,
        ];
        foreach (Option option in all)
            command.Add(option);
    }

    public DrawingChoices Read(ParseResult parsed, string? prompt) =>
        new()
        {
            Prompt = prompt,
            Negative = parsed.GetValue(_negative),
            Model = parsed.GetValue(_model),
            Loras = parsed.GetValue(_loras) is { Length: > 0 } loras ? loras : null,
            Seed = parsed.GetValue(_seed),
            Count = parsed.GetValue(_count) ?? 1,
            BatchSize = parsed.GetValue(_batch),
            Steps = parsed.GetValue(_steps),
            Sampler = parsed.GetValue(_sampler),
            Schedule = parsed.GetValue(_schedule),
            Guidance = parsed.GetValue(_guidance),
            GuidanceRescale = parsed.GetValue(_rescale),
            GuidanceInterval = parsed.GetValue(_interval),
            Size = parsed.GetValue(_size),
            Out = parsed.GetValue(_out),
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Strip = parsed.GetValue(_strip),
            From = parsed.GetValue(_from),
            Json = parsed.GetValue(_json),
        };
}
