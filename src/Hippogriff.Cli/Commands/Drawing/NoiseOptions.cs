using System.CommandLine;
using Hippogriff.Cli.Parsing;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>What a line of <c>add-noise</c> asks for.</summary>
internal sealed record NoiseChoices
{
    /// <summary>File of the picture.</summary>
    public required string Image { get; init; }

    /// <summary>Pictures in the strip, from clean to pure noise.</summary>
    public int Levels { get; init; }

    public required NoiseFamily Family { get; init; }

    /// <summary>Which noise levels are visited; null for those at which the picture fades evenly.</summary>
    public NoiseSchedule? Schedule { get; init; }

    public long Seed { get; init; }

    public string? Out { get; init; }

    public bool Json { get; init; }

    /// <summary>What the strip says of the command.</summary>
    public required CommandNote Note { get; init; }
}

/// <summary>The options of <c>add-noise</c>.</summary>
internal sealed class NoiseOptions
{
    private const int DefaultLevels = 8;
    private const string DefaultFamily = "vp";

    private static readonly Dictionary<string, Func<NoiseFamily>> s_families = new()
    {
        [DefaultFamily] = () => new VariancePreserving(BetaSchedule.ScaledLinear),
        ["vp-linear"] = () => new VariancePreserving(BetaSchedule.Linear, betaStart: 1e-4, betaEnd: 0.02),
        ["vp-cosine"] = () => new VariancePreserving(BetaSchedule.Cosine),
        ["ve"] = () => new VarianceExploding(),
        ["flow"] = () => new Flow(),
    };

    private readonly Argument<string> _image = new("IMAGE")
    {
        Description = $"The picture to add noise to: {ImageFile.Formats}.",
    };
    private readonly Option<int?> _levels = Values.Whole(
        "--levels",
        2,
        64,
        $"Number of noise levels. Pictures in the strip, from clean to pure noise. Default: {DefaultLevels}."
    );
    private readonly Option<string?> _family = Values.Name(
        "--family",
        [.. s_families.Keys],
        $"How noise is added. Default: {DefaultFamily}. One of"
    );
    private readonly Option<string?> _schedule = Values.Schedule(
        "Which noise levels are visited. Left out: such that the picture fades evenly. One of"
    );
    private readonly Option<long?> _seed = Values.Seed("Same seed, same result. It is that of the noise. Default: 0.");
    private readonly Option<string?> _output = Values.Text(
        "--out",
        "PATH",
        "Where the result goes. A .png file, or a folder. Default: out."
    );
    private readonly Option<bool> _json = JsonOption.Create();

    /// <summary>Adds them to the command.</summary>
    public void AddTo(Command command) => command.AddAll(_image, _levels, _family, _schedule, _seed, _output, _json);

    /// <summary>What the line says.</summary>
    public NoiseChoices Read(ParseResult parsed) =>
        new()
        {
            Image = parsed.GetRequiredValue(_image),
            Levels = parsed.GetValue(_levels) ?? DefaultLevels,
            Family = s_families[parsed.GetValue(_family) ?? DefaultFamily](),
            Schedule = parsed.GetValue(_schedule) is { } asked ? ScheduleRegistry.Default.Get(asked) : null,
            Seed = parsed.GetValue(_seed) ?? 0,
            Out = parsed.GetValue(_output),
            Json = parsed.GetValue(_json),
            Note = CommandNote.Of(parsed),
        };
}
