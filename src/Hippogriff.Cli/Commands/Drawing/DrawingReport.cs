using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>A finished picture on disk.</summary>
internal sealed record WrittenPicture(string Path, string? Strip, GeneratedImage Picture);

/// <summary>
/// The output of <c>generate</c> and <c>denoise</c>. In a pipe, each path is printed as soon as its file exists; on a
/// terminal, all of them after the progress bar. With <c>--json</c>, one document is printed at the end, also after a
/// failure.
/// </summary>
internal sealed class DrawingReport(CommandHost host, DrawingChoices choices)
{
    private readonly List<WrittenPicture> _written = [];
    private readonly long _started = host.Clock.GetTimestamp();

    /// <summary>Number of pictures written.</summary>
    public int Count => _written.Count;

    /// <summary>How the model reads the prompt.</summary>
    public PromptReading? Reading { get; set; }

    /// <summary>Adds a written picture.</summary>
    public void Add(WrittenPicture one)
    {
        _written.Add(one);
        if (!choices.Json && !host.Terminal.ShowsProgress)
            Show(one);
    }

    /// <summary>Ends the report; <paramref name="problem"/> says why pictures are missing, if any.</summary>
    public void End(string? problem)
    {
        TimeSpan taken = host.Clock.GetElapsedTime(_started);
        if (Reading is not null)
            Tell(host, Reading);
        TellChange(host, choices, _written[0].Picture.Settings);
        if (choices.Json)
        {
            Json.Write(
                host.Terminal.Out,
                new
                {
                    Seconds = Math.Round(taken.TotalSeconds, 3),
                    Complete = problem is null,
                    Problem = problem,
                    Reading,
                    Remarks = choices.Remarks.Count > 0 ? choices.Remarks : null,
                    Pictures = _written.Select(one => new
                    {
                        one.Path,
                        one.Strip,
                        one.Picture.Settings,
                    }),
                }
            );
        }
        else
        {
            if (host.Terminal.ShowsProgress)
                _written.ForEach(Show);
            host.Terminal.Error.WriteLine(
                Summary(_written[0].Picture.Settings, _written[^1].Picture.Settings.Seed, taken)
            );
        }
        if (problem is not null)
            host.Terminal.Error.WriteLine(
                $"{_written.Count} of {Counted.Of(choices.Count, "picture")} "
                    + $"{(_written.Count == 1 ? "was" : "were")} written."
            );
    }

    private void Show(WrittenPicture one)
    {
        host.Terminal.Out.WriteLine(one.Path);
        if (one.Strip is not null)
            host.Terminal.Out.WriteLine(one.Strip);
        if (host.Terminal.DrawsPictures)
            host.Terminal.Results.Write(new HalfBlockPicture(one.Picture.Image));
    }

    /// <summary>Reports words that were not read.</summary>
    internal static void Tell(CommandHost host, params IReadOnlyList<PromptReading> readings)
    {
        foreach (string sentence in PromptReading.Sentences(readings))
            host.Terminal.Error.WriteLine(sentence);
    }

    internal static void TellChange(CommandHost host, DrawingChoices choices, GenerationSettings drawn)
    {
        if (
            choices is { SizeIsForeign: true, Size: { } size }
            && (size.Width, size.Height) != (drawn.Width, drawn.Height)
        )
            host.Terminal.Error.WriteLine(
                $"'{choices.From}' is {size}, which the model {drawn.Model} does not draw, so "
                    + $"{drawn.Width}x{drawn.Height} was drawn (--size names another)."
            );
        if (choices.ModelHash is { } expected && expected != drawn.ModelHash)
            host.Terminal.Error.WriteLine(
                $"The model {drawn.Model} has changed since '{choices.From}' was drawn (hash {expected} "
                    + "then), so this picture may differ."
            );
    }

    internal static string Summary(GenerationSettings first, long lastSeed, TimeSpan taken)
    {
        string seeds = first.Seed == lastSeed ? $"seed {first.Seed}" : $"seeds {first.Seed} to {lastSeed}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{seeds}, {Counted.Of(first.Steps, "step")} of {first.Sampler} ({first.Schedule}), guidance "
                + $"{first.Guidance}, {first.Width}x{first.Height}, model "
                + $"{first.Model}{(first.Loras is { } loras ? $", LoRA {loras}" : "")}, {taken.TotalSeconds:0.0} s"
        );
    }
}
