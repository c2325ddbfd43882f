using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Insight.Drawing;
using Hippogriff.Noise;
using Hippogriff.Pipelines;
using Hippogriff.Sampling;

namespace Hippogriff.Cli.Commands;

/// <summary>The options of the commands that look into a model: <c>map</c>, <c>spread</c>, <c>walk</c>, <c>steps</c>, <c>attention</c> and <c>drown</c>.</summary>
internal sealed class GlassOptions
{
    private readonly Option<string?> _model = Values.Text("--model", "NAME", "Name of a model (see hippogriff models list) or a model's folder. Left out: the default one.");
    private readonly Option<long?> _seed = Values.Seed("Seed of the first picture. Default: 1, so that what is shown can be shown again.");
    private readonly Option<int?> _steps = Values.Whole("--steps", 1, 1000, "Number of denoising steps. Left out: the model's.");
    private readonly Option<string?> _sampler = Values.Name("--sampler", Samplers.Names, "How the steps are made; left out: the model's way");
    private readonly Option<string?> _schedule = Values.Name("--schedule", Schedules.Names, "Which noise levels the steps go through; left out: the model's");
    private readonly Option<double?> _guidance = Values.Number("--guidance", 0, 50, "How strongly the words pull, 0 to 50; 1 switches guidance off. Left out: the model's.");
    private readonly Option<string?> _out = Values.Text("--out", "PATH", "A .png, .jpg or .webp file, or a folder in which names are chosen that overwrite nothing. Default: out.");
    private readonly Option<string?> _film = Values.Text("--film", "FILE", "Also write an animation: a .webp or .gif file.");
    private readonly Option<string?> _device = DeviceOption.Create();
    private readonly Option<bool> _json = JsonOption.Create();

    /// <param name="command">Gets the options.</param>
    /// <param name="films">Whether there is something to animate.</param>
    public void AddTo(Command command, bool films = false)
    {
        foreach (Option option in new Option[] { _model, _seed, _steps, _sampler, _schedule, _guidance, _out, _device, _json }) command.Add(option);
        if (films) command.Add(_film);
    }

    /// <summary>What the line says.</summary>
    /// <exception cref="HippogriffException">The film's name says another format.</exception>
    public GlassChoices Read(ParseResult parsed)
    {
        string? film = parsed.CommandResult.Command.Options.Contains(_film) ? parsed.GetValue(_film) : null;
        if (film is not null) Film.Require(film);
        return new GlassChoices
        {
            Model = parsed.GetValue(_model),
            Seed = parsed.GetValue(_seed) ?? 1,
            Steps = parsed.GetValue(_steps),
            Sampler = parsed.GetValue(_sampler),
            Schedule = parsed.GetValue(_schedule),
            Guidance = parsed.GetValue(_guidance),
            Out = parsed.GetValue(_out),
            Film = film,
            Device = parsed.GetValue(_device) ?? DeviceOption.Default,
            Json = parsed.GetValue(_json),
        };
    }
}

/// <summary>What the line of such a command says.</summary>
internal sealed record GlassChoices
{
    public string? Model { get; init; }

    public long Seed { get; init; }

    public int? Steps { get; init; }

    public string? Sampler { get; init; }

    public string? Schedule { get; init; }

    public double? Guidance { get; init; }

    public string? Out { get; init; }

    public string? Film { get; init; }

    public required string Device { get; init; }

    public bool Json { get; init; }

    public GenerationRequest ToRequest(string prompt) => new() { Prompt = prompt, Seed = Seed, Steps = Steps, Sampler = Sampler, Schedule = Schedule, Guidance = Guidance };
}
