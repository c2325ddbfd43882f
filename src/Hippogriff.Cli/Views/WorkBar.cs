using Spectre.Console;

namespace Hippogriff.Cli.Views;

/// <summary>A progress bar for work with a known share done; silent in a pipe.</summary>
internal static class WorkBar
{
    public static T Run<T>(Terminal terminal, string title, Func<IProgress<double>?, T> work)
    {
        if (!terminal.ShowsProgress)
            return work(null);
        return Bar(terminal).Start(context => work(new Share(context.AddTask(Markup.Escape(title), maxValue: 1))));
    }

    /// <inheritdoc cref="Run{T}"/>
    public static async Task<T> RunAsync<T>(Terminal terminal, string title, Func<IProgress<double>?, Task<T>> work)
    {
        if (!terminal.ShowsProgress)
            return await work(null);
        return await Bar(terminal)
            .StartAsync(context => work(new Share(context.AddTask(Markup.Escape(title), maxValue: 1))));
    }

    private static Progress Bar(Terminal terminal) =>
        terminal
            .Status.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new PercentageColumn(),
                new RemainingTimeColumn()
            );

    private sealed class Share(ProgressTask task) : IProgress<double>
    {
        public void Report(double value) => task.Value = value;
    }
}
