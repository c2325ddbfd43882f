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
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new PercentageColumn()
            )
            .StartAsync(context =>
                work(new TrainingBar(terminal.Status, context.AddTask("starting", maxValue: 1), things))
            );
    }

    internal static string Describe(TrainingProgress progress, string things = "pictures")
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"update {progress.State.Step:N0}, loss {progress.State.SmoothLoss:0.0000}, "
                + $"{progress.PicturesPerSecond:0.#} {things}/s, {progress.State.Samples:N0} seen, "
                + $"{Duration(progress.RunRemaining)} left"
        );
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
    public void Stage(string name, string description)
    {
        console.WriteLine($"{name}: {description}");
        task.Description = Markup.Escape(name);
    }

    public void Note(string sentence) => console.WriteLine(sentence);

    public void Step(TrainingProgress progress)
    {
        task.Value = Math.Max(task.Value, progress.RunProgress);
        task.Description = Markup.Escape(TrainingView.Describe(progress, things));
    }
}

/// <summary>Progress as lines, at most one every ten seconds.</summary>
internal sealed class TrainingLines(TextWriter error, TimeProvider clock, string things = "pictures")
    : ITrainingObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private long? _last;

    public void Stage(string name, string description) => error.WriteLine($"{name}: {description}");

    public void Note(string sentence) => error.WriteLine(sentence);

    public void Step(TrainingProgress progress)
    {
        if (_last is { } last && progress.RunProgress < 1 && clock.GetElapsedTime(last) < Pause)
            return;
        _last = clock.GetTimestamp();
        error.WriteLine(TrainingView.Describe(progress, things));
    }
}
