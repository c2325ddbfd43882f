using System.Globalization;
using Hippogriff.Cli.Trainings;
using Hippogriff.Training.Loop;
using Spectre.Console;

namespace Hippogriff.Cli.Views;

/// <summary>
/// A running training on standard error: a progress bar on a terminal, occasional lines in a log file.
/// </summary>
internal static class TrainingView
{
    /// <summary>The stage, one of TrainingFolder.Stages, that learns captions without pictures.</summary>
    private const string Words = "words";

    public static async Task<TrainingEnd> RunAsync(
        Terminal terminal,
        TimeProvider clock,
        Func<ITrainingObserver, Task<TrainingEnd>> work,
        string things = "pictures"
    )
    {
        if (!terminal.ShowsProgress)
            return await work(new TrainingLines(terminal.Error, clock, things));
        return await terminal
            .Status.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = TrainingBar.WidthOfBar(terminal.Status) },
                new PercentageColumn()
            )
            .StartAsync(context =>
                work(new TrainingBar(terminal.Status, context.AddTask("starting", maxValue: 1), things))
            );
    }

    /// <summary>The state of a training, in at most <paramref name="width"/> characters.</summary>
    internal static string Describe(TrainingProgress progress, string things = "pictures", int width = int.MaxValue)
    {
        CultureInfo plain = CultureInfo.InvariantCulture;
        string update = string.Create(plain, $"update {progress.State.Step:N0}"),
            loss = string.Create(plain, $"loss {progress.State.SmoothLoss:0.0000}"),
            speed = string.Create(plain, $"{progress.PicturesPerSecond:0.#} {things}/s"),
            seen = string.Create(plain, $"{progress.State.Samples:N0} seen"),
            left = $"{Duration(progress.RunRemaining)} left";
        string[] work = progress.PeakShare is { } share
            ? [string.Create(plain, $"{share:P0} of the peak"), string.Create(plain, $"{progress.Waited:P0} waiting")]
            : [];
        string[][] forms =
        [
            [update, loss, speed, .. work, seen, left],
            [update, loss, speed, seen, left],
            [update, loss, speed, left],
            [update, loss, left],
            [left],
        ];
        return forms.Select(parts => string.Join(", ", parts)).FirstOrDefault(text => text.Length <= width)
            ?? forms[^1][0];
    }

    /// <summary>What a stage learns from.</summary>
    internal static string ThingsOf(string stage, string things) => stage == Words ? "captions" : things;

    /// <summary>
    /// How a training ended: why, on standard error; its model's path, or with JSON one document, on standard output.
    /// </summary>
    /// <param name="terminal">Gets it.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="again">The command that goes on with it, without <c>--resume</c>.</param>
    /// <param name="json">Whether a document is wanted.</param>
    public static void Report(Terminal terminal, TrainingEnd end, string folder, string again, bool json)
    {
        if (!end.Finished)
            terminal.Error.WriteLine(
                $"Stopped, and saved in '{folder}'; {again} --resume with the same length continues."
            );
        if (json)
            Json.Write(
                terminal.Out,
                new
                {
                    Folder = folder,
                    end.Model,
                    end.Finished,
                }
            );
        else if (end.Model is not null)
            terminal.Out.WriteLine(end.Model);
    }

    /// <summary>"2:05:09", "5:09", "9 s".</summary>
    internal static string Duration(TimeSpan time) =>
        time.TotalHours >= 1
            ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : time.TotalMinutes >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0} s");
}

/// <summary>Progress as one bar, remarks above it.</summary>
internal sealed class TrainingBar(IAnsiConsole console, ProgressTask task, string things = "pictures")
    : ITrainingObserver
{
    private const int UsualBar = 40,
        ShortBar = 12,
        Percentage = 8,
        Usual = 120;

    private string _stage = "";

    /// <summary>Columns that the bar takes, so that the text beside it stays on one line.</summary>
    public static int WidthOfBar(IAnsiConsole console) => console.Profile.Width < Usual ? ShortBar : UsualBar;

    public void Stage(string name, string description)
    {
        _stage = name;
        console.WriteLine($"{name}: {description}");
        task.Description = Markup.Escape(name);
    }

    public void Note(string sentence) => console.WriteLine(sentence);

    public void Step(TrainingProgress progress)
    {
        task.Value = Math.Max(task.Value, progress.RunProgress);
        int width = console.Profile.Width - WidthOfBar(console) - Percentage;
        task.Description = Markup.Escape(TrainingView.Describe(progress, TrainingView.ThingsOf(_stage, things), width));
    }
}

/// <summary>Progress as lines, at most one every ten seconds.</summary>
internal sealed class TrainingLines(TextWriter error, TimeProvider clock, string things = "pictures")
    : ITrainingObserver
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(10);

    private long? _last;
    private string _stage = "";

    public void Stage(string name, string description)
    {
        _stage = name;
        error.WriteLine($"{name}: {description}");
    }

    public void Note(string sentence) => error.WriteLine(sentence);

    public void Step(TrainingProgress progress)
    {
        if (_last is { } last && progress.RunProgress < 1 && clock.GetElapsedTime(last) < s_pause)
            return;
        _last = clock.GetTimestamp();
        error.WriteLine(TrainingView.Describe(progress, TrainingView.ThingsOf(_stage, things)));
    }
}
