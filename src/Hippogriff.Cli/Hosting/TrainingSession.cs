using Hippogriff.Cli.Trainings;
using Hippogriff.Cli.Views;
using Hippogriff.Training.Loop;

namespace Hippogriff.Cli.Hosting;

/// <summary>How commands that train run and end: progress while it trains, and then what came out.</summary>
/// <param name="Folder">The run's folder.</param>
/// <param name="Again">The command that goes on with it, without <c>--resume</c>.</param>
/// <param name="Json">Whether a document is wanted.</param>
/// <param name="Things">What the lines of progress count.</param>
internal sealed record TrainingSession(string Folder, string Again, bool Json, string Things = "pictures")
{
    /// <summary>Trains, and reports how it ended. What trains has its own thread, so that the bar can move.</summary>
    public async Task<int> RunAsync(
        CommandHost host,
        Func<ITrainingObserver, Task<TrainingEnd>> train,
        CancellationToken stop
    )
    {
        TrainingEnd end = await TrainingView.RunAsync(
            host.Terminal,
            host.Clock,
            async observer =>
            {
                using CancellationTokenRegistration notice = stop.Register(() =>
                    observer.Note("Stopping after this step; everything is saved.")
                );
                return await train(observer);
            },
            Things
        );
        TrainingView.Report(host.Terminal, end, Folder, Again, Json);
        return ExitCode.Fine;
    }
}
