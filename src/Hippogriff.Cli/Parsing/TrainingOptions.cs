using System.CommandLine;
using Hippogriff.Training.Runs;

namespace Hippogriff.Cli.Parsing;

/// <summary>The options that all trainings share.</summary>
internal static class TrainingOptions
{
    /// <summary><c>--minutes</c>.</summary>
    /// <param name="more">A further sentence of its help.</param>
    public static Option<double?> Minutes(string more = "") =>
        Values.Number(
            "--minutes",
            0,
            100_000,
            $"How long to train, in minutes, including earlier sessions of a resumed run.{more}",
            including: false
        );

    /// <summary><c>--updates</c>.</summary>
    public static Option<int?> Updates() =>
        Values.Whole(
            "--updates",
            1,
            int.MaxValue,
            "How many updates to make, including earlier sessions of a resumed run."
        );

    /// <summary>The length that --updates or --minutes gives.</summary>
    /// <exception cref="HippogriffException">Neither is given, or both.</exception>
    public static TrainingLength LengthOf(ParseResult parsed, Option<int?> updates, Option<double?> minutes) =>
        new TrainingLength(parsed.GetValue(updates), parsed.GetValue(minutes)) switch
        {
            { Steps: not null, Minutes: not null } => throw new HippogriffException(
                "A training ends by --minutes or by --updates, not by both."
            ),
            { Steps: null, Minutes: null } => throw new HippogriffException(
                "A training needs its length: --minutes N or --updates N, including earlier sessions of a resumed run."
            ),
            var length => length,
        };

    /// <summary>Refuses to resume with other settings than the run began with.</summary>
    /// <param name="parsed">The line.</param>
    /// <param name="resume">Whether to resume.</param>
    /// <param name="kept">What a run keeps.</param>
    /// <exception cref="HippogriffException">The line resumes, and has one of them.</exception>
    public static void RequireKept(ParseResult parsed, Option<bool> resume, params IEnumerable<Option> kept)
    {
        if (parsed.GetValue(resume) && parsed.Given(kept) is { } changed)
            throw new HippogriffException(
                $"A resumed run keeps what it began with, so {changed.Name} cannot be given with --resume."
            );
    }

    /// <summary><c>--rate</c>.</summary>
    /// <param name="unset">What holds where it is left out, a sentence.</param>
    public static Option<double?> Rate(string unset) =>
        Values.Number("--rate", 0, 1, $"Learning rate at its highest. {unset}", including: false);

    /// <summary><c>--resume</c>.</summary>
    public static Option<bool> Resume() =>
        new("--resume")
        {
            Description = "Resume what was stopped before its end. The last good checkpoint in --out is taken.",
        };
}
