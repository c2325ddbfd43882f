using Hippogriff.Imaging;
using Hippogriff.Pipelines;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Hippogriff.Cli.Views;

/// <summary>
/// Progress bar of a running generation on standard error, with a small preview above it; silent in a pipe.
/// </summary>
internal sealed class DrawingProgress : IProgress<GenerationProgress>
{
    /// <summary>Pause between previews: decoding and sending one costs a few milliseconds.</summary>
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    private readonly ProgressTask _task;
    private readonly TimeProvider _clock;
    private readonly bool _previews;
    private long _lastPreview;
    private volatile RgbImage? _preview;

    private DrawingProgress(ProgressTask task, TimeProvider clock, bool previews)
    {
        (_task, _clock, _previews) = (task, clock, previews);
        _lastPreview = clock.GetTimestamp();
    }

    /// <summary>Runs <paramref name="work"/> with a progress bar; its second argument renames the bar.</summary>
    public static async Task<T> RunAsync<T>(
        Terminal terminal,
        TimeProvider clock,
        Func<IProgress<GenerationProgress>?, Action<string>, Task<T>> work
    )
    {
        if (!terminal.ShowsProgress)
            return await work(null, _ => { });
        DrawingProgress? view = null;
        return await terminal
            .Status.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .UseRenderHook(
                (bar, _) => view?._preview is { } picture ? new Rows(new HalfBlockPicture(picture, 32, 16), bar) : bar
            )
            .StartAsync(async context =>
            {
                ProgressTask task = context.AddTask("starting");
                task.IsIndeterminate = true;
                view = new DrawingProgress(task, clock, terminal.ShowsPreviews);
                return await work(view, title => task.Description = Markup.Escape(title));
            });
    }

    public void Report(GenerationProgress value)
    {
        _task.IsIndeterminate = false;
        _task.MaxValue = value.Steps;
        _task.Value = value.Step;
        if (!_previews || _clock.GetElapsedTime(_lastPreview) < s_pause)
            return;
        _preview = value.Preview();
        _lastPreview = _clock.GetTimestamp();
    }
}
