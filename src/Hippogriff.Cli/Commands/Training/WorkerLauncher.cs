using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Data.Zips;
using Hippogriff.Training.Checkpoints;

namespace Hippogriff.Cli.Commands.Training;

/// <summary>Workers to start.</summary>
/// <param name="Count">How many.</param>
/// <param name="Out">The run's folder.</param>
/// <param name="Resume">Whether the run was begun before.</param>
/// <param name="LineFor">Their options; with true, those that go on with the run.</param>
internal sealed record LaunchedWorkers(int Count, string Out, bool Resume, Func<bool, IEnumerable<string>> LineFor);

/// <summary>
/// <c>--workers</c>: starts <c>mpirun</c> with this program. Where a worker is lost, which ends all of them, it starts
/// them again from the last checkpoint.
/// </summary>
internal static class WorkerLauncher
{
    private const string Parent = "HIPPOGRIFF_WORKERS";
    private const int Tries = 3,
        Terminate = 15;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);
    private static readonly string[] s_launchers = ["mpirun.mpich", "mpiexec.hydra", "mpirun"];

    /// <summary>Whether this process was started by the launcher.</summary>
    public static bool IsParent => Environment.GetEnvironmentVariable(Parent) is not null;

    /// <summary>Trains to the end, or until cancelled.</summary>
    /// <returns>The exit code.</returns>
    /// <exception cref="HippogriffException">MPICH is not installed, or workers are lost again and again.</exception>
    public static async Task<int> RunAsync(CommandHost host, LaunchedWorkers workers, CancellationToken stop)
    {
        string launcher =
            s_launchers.Select(OnPath).FirstOrDefault(path => path is not null)
            ?? throw new HippogriffException(
                "--workers needs MPICH, and its mpirun is not installed; on Debian and Ubuntu: apt-get install mpich."
            );
        try
        {
            return await LaunchAsync(host, launcher, workers, stop);
        }
        finally
        {
            UnpackedFolder.RemoveLeft(); // which workers had that were killed
        }
    }

    private static async Task<int> LaunchAsync(
        CommandHost host,
        string launcher,
        LaunchedWorkers workers,
        CancellationToken stop
    )
    {
        bool resume = workers.Resume;
        for (int lost = 0; ; )
        {
            string before = Checkpoints(workers.Out);
            using Process group = Start(launcher, workers.Count, workers.LineFor(resume));
            using (stop.Register(() => _ = Send(group.Id, Terminate)))
                await group.WaitForExitAsync(CancellationToken.None);
            if (!IsLoss(group.ExitCode) || stop.IsCancellationRequested)
                return group.ExitCode;
            string now = Checkpoints(workers.Out);
            lost = now == before ? lost + 1 : 1;
            if (lost > Tries)
                throw new HippogriffException(
                    $"The workers were lost {lost} times without a new checkpoint, the last time with exit code "
                        + $"{group.ExitCode}; see what they said, or train with fewer."
                );
            // A run that was lost before its first checkpoint begins again in its folder.
            resume = workers.Resume || HasRun(workers.Out);
            host.Terminal.Error.WriteLine(
                $"A worker was lost (exit code {group.ExitCode}). All start again "
                    + (now.Length > 0 ? "from the last checkpoint." : "from the beginning.")
            );
            await Task.Delay(s_pause, host.Clock, stop); // until the last of them has let go of the folder
        }
    }

    /// <summary>Whether an exit code tells of a signal or a broken connection, not of an end or a refusal.</summary>
    internal static bool IsLoss(int code) =>
        code
            is not (
                ExitCode.Fine
                or ExitCode.Failed
                or ExitCode.BadInput
                or ExitCode.Interrupted
                or ExitCode.Terminated
            );

    private static Process Start(string launcher, int count, IEnumerable<string> options)
    {
        // In a session of its own Ctrl-C reaches it once, through this process, and not from the terminal as well.
        string? session = OnPath("setsid");
        ProcessStartInfo start = new(session ?? launcher) { UseShellExecute = false };
        if (session is not null)
            start.ArgumentList.Add(launcher);
        start.ArgumentList.Add("-n");
        start.ArgumentList.Add(count.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(Environment.ProcessPath!);
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
            start.ArgumentList.Add(Environment.GetCommandLineArgs()[0]);
        start.ArgumentList.Add("train");
        foreach (string option in options)
            start.ArgumentList.Add(option);
        start.Environment[Parent] = count.ToString(CultureInfo.InvariantCulture);
        return Process.Start(start)!;
    }

    /// <summary>The names of all checkpoints, which change with every new one.</summary>
    private static string Checkpoints(string folder) =>
        Directory.Exists(folder)
            ? string.Join(
                ' ',
                Directory
                    .EnumerateFiles(folder, "*.safetensors", SearchOption.AllDirectories)
                    .Where(path => CheckpointFolder.IsName(Path.GetFileName(path)))
                    .Order(StringComparer.Ordinal)
            )
            : "";

    private static bool HasRun(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.json").Any();

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Send(int process, int signal);
}
