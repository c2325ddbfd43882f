using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>What a sheet holds so far, and the output of <c>generate --sheet</c>.</summary>
internal sealed class SheetReport(CommandHost host, DrawingChoices choices, int prompts)
{
    private readonly long _started = host.Clock.GetTimestamp();

    /// <summary>What is drawn and how.</summary>
    public DrawingChoices Choices => choices;

    /// <summary>The pictures so far, prompt by prompt.</summary>
    public List<GeneratedImage> Pictures { get; } = [];

    /// <summary>How the model reads the prompts.</summary>
    public IReadOnlyList<PromptReading> Readings { get; set; } = [];

    /// <summary>Tells where the sheet is; <paramref name="problem"/> says why pictures are missing, if any.</summary>
    public void End(string path, RgbImage sheet, string? problem)
    {
        TimeSpan taken = host.Clock.GetElapsedTime(_started);
        DrawingReport.TellChange(host, choices, Pictures[0].Settings);
        if (choices.Json)
            Json.Write(
                host.Terminal.Out,
                new
                {
                    Seconds = Math.Round(taken.TotalSeconds, 3),
                    Complete = problem is null,
                    Problem = problem,
                    Path = path,
                    Pictures = Pictures.Select(
                        (picture, i) => new { picture.Settings, Reading = Readings[i / choices.Count] }
                    ),
                }
            );
        else
        {
            host.Terminal.Out.WriteLine(path);
            if (host.Terminal.DrawsPictures)
                host.Terminal.Results.Write(new HalfBlockPicture(sheet, host.Terminal.Results.Profile.Width));
            host.Terminal.Error.WriteLine(
                DrawingReport.Summary(Pictures[0].Settings, Pictures[^1].Settings.Seed, taken)
            );
        }
        if (problem is not null)
            host.Terminal.Error.WriteLine(
                $"{Pictures.Count} of {Counted.Of(prompts * choices.Count, "picture")} "
                    + $"{(Pictures.Count == 1 ? "is" : "are")} on the sheet '{path}'."
            );
    }
}
