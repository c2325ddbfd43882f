using System.Globalization;
using Hippogriff.Cli.Views;
using Hippogriff.Hub;
using Hippogriff.Texts;
using Spectre.Console;

namespace Hippogriff.Cli.Commands.Machine;

/// <summary>The bar of <c>hippogriff pull</c>: the file, how much, how fast, how long; silent in a pipe.</summary>
internal static class PullView
{
    private const int NameLength = 40;

    public static async Task<PulledModel> RunAsync(
        Terminal terminal,
        Func<IProgress<PullProgress>?, Task<PulledModel>> pull
    )
    {
        if (!terminal.ShowsProgress)
            return await pull(null);
        return await terminal
            .Status.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new DownloadedColumn(),
                new TransferSpeedColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(context => pull(new Bar(context.AddTask("asking the hub", maxValue: 1))));
    }

    /// <summary>Bytes in a unit that one reads.</summary>
    public static string Size(long bytes) =>
        bytes >= 1_000_000_000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB")
        : bytes >= 100_000 ? ModelsCommand.Megabytes(bytes)
        : bytes >= 1000 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB")
        : Counted.Of(bytes, "byte");

    /// <summary>What a bar says of a stage.</summary>
    internal static string Describe(PullProgress at) =>
        at.Stage switch
        {
            PullStage.Listing => "asking the hub",
            PullStage.Waiting => string.Create(
                CultureInfo.InvariantCulture,
                $"waiting {at.Wait.TotalSeconds:0} s, as the hub asks or the connection needs"
            ),
            PullStage.Checking => $"checking {Short(at.File)}",
            _ => Short(at.File),
        };

    private static string Short(string? file) =>
        file is null ? ""
        : file.Length <= NameLength ? file
        : "..." + file[^(NameLength - 3)..];

    private sealed class Bar(ProgressTask task) : IProgress<PullProgress>
    {
        public void Report(PullProgress value)
        {
            task.MaxValue = Math.Max(1, value.Total);
            task.Value = Math.Clamp(value.Done, 0, task.MaxValue);
            task.Description = Markup.Escape(Describe(value));
        }
    }
}
