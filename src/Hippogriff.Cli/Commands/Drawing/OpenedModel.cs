using System.Globalization;
using Hippogriff.Cli.Hosting;
using Hippogriff.Cli.Views;
using Hippogriff.Pipelines;

namespace Hippogriff.Cli.Commands.Drawing;

/// <summary>A loaded model, and the progress bar below which it draws.</summary>
/// <param name="Pipeline">The model.</param>
/// <param name="Progress">Receives the steps; null where nobody watches.</param>
/// <param name="Title">Renames the bar.</param>
internal sealed record OpenedModel(
    IDiffusionPipeline Pipeline,
    IProgress<GenerationProgress>? Progress,
    Action<string> Title
)
{
    /// <summary>Loads the model of the line and works with it: how every command begins that draws.</summary>
    /// <param name="host">Loads it.</param>
    /// <param name="choices">Which model, where, and in which size it will draw.</param>
    /// <param name="work">The work; the model is freed after it.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <exception cref="HippogriffException">The model cannot be loaded.</exception>
    public static Task<T> UseAsync<T>(
        CommandHost host,
        DrawingChoices choices,
        Func<OpenedModel, Task<T>> work,
        CancellationToken stop
    ) =>
        DrawingProgress.RunAsync(
            host.Terminal,
            host.Clock,
            async (progress, title) =>
            {
                title("loading the model");
                using IDiffusionPipeline pipeline = await host.OpenPipeline(
                    choices.ToWanted() with
                    {
                        Progress = progress is null ? null : new LoadTitle(title),
                    },
                    stop
                );
                foreach (string note in pipeline.Facts.Notes)
                    host.Terminal.Error.WriteLine(note);
                title("drawing");
                return await work(new OpenedModel(pipeline, progress, title));
            }
        );

    /// <summary>Says in the bar's title how far loading is.</summary>
    private sealed class LoadTitle(Action<string> title) : IProgress<LoadProgress>
    {
        private const long Step = 64 << 20;
        private long _told = -1;

        public void Report(LoadProgress value)
        {
            if (value.Bytes / Step == _told)
                return;
            _told = value.Bytes / Step;
            title(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"loading the model: {value.Part}, {value.Bytes / 1e9:0.0} of {value.TotalBytes / 1e9:0.0} GB"
                )
            );
        }
    }
}
