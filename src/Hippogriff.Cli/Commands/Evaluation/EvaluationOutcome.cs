using System.Globalization;
using Hippogriff.Evaluation;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Evaluation;

/// <summary>An evaluation with its context.</summary>
internal sealed record EvaluationOutcome(
    string Model,
    string Hash,
    string Judge,
    GenerationSettings Settings,
    EvaluationResult Result,
    double Seconds
)
{
    /// <summary>Path of the report, if one was written.</summary>
    public string? Report { get; init; }

    public EvaluationHeading Heading => new(Model, Hash, Judge, Described, Seconds);

    /// <summary>The settings in a line: "20 steps of euler (karras), guidance 3, 64x64".</summary>
    public string Described =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Counted.Of(Settings.Steps, "step")} of {Settings.Sampler} ({Settings.Schedule}), guidance "
                + $"{Settings.Guidance}{Interval}, "
                + $"{Settings.Width}x{Settings.Height}{(Settings.Loras is { } loras ? $", LoRA {loras}" : "")}"
        );

    private string Interval =>
        Settings.GuidanceInterval == GuidanceInterval.Whole
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $" from {Settings.GuidanceInterval.Low} to {Settings.GuidanceInterval.High}"
            );
}
