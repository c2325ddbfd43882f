using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Hippogriff.Campaigns.Killing;

/// <summary>A process of the built command, which lies beside this program.</summary>
internal sealed class CommandProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _errors = new();

    private CommandProcess(Process process) => _process = process;

    /// <summary>What it wrote to standard error so far.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
                return _errors.ToString();
        }
    }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>Its exit code.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>
    /// Starts one. It works in <paramref name="folder"/>, with temporary files, records of the user and models there,
    /// on one thread.
    /// </summary>
    public static CommandProcess Start(string folder, params string[] arguments) => Start(folder, null, arguments);

    private static CommandProcess Start(string folder, string? temporary, string[] arguments)
    {
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"), .. arguments]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        foreach (string own in (string[])["TMPDIR", "TMP", "TEMP", "XDG_DATA_HOME", "XDG_CACHE_HOME", "HOME"])
            start.Environment[own] = Directory.CreateDirectory(Path.Combine(folder, "own", own)).FullName;
        start.Environment["HIPPOGRIFF_MODELS"] = Path.Combine(folder, "models");
        if (temporary is not null)
            start.Environment["TMPDIR"] = temporary;
        (
            start.Environment["OMP_NUM_THREADS"],
            start.Environment["OMP_WAIT_POLICY"],
            start.Environment["DOTNET_TieredPGO"]
        ) = ("1", "PASSIVE", "0");
        Process process =
            Process.Start(start) ?? throw new InvalidOperationException("The command could not be started.");
        CommandProcess command = new(process);
        process.ErrorDataReceived += (_, line) => command.Hear(line.Data);
        process.BeginErrorReadLine();
        return command;
    }

    /// <summary>Runs one to its end.</summary>
    /// <returns>Its exit code, what it wrote, and what it said.</returns>
    public static Task<(int Code, string Output, string Errors)> RunAsync(
        string folder,
        CancellationToken stop,
        params string[] arguments
    ) => RunAsync(folder, null, arguments, stop);

    /// <summary>Runs one to its end, with another folder for temporary files.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(
        string folder,
        string? temporary,
        string[] arguments,
        CancellationToken stop
    )
    {
        using CommandProcess command = Start(folder, temporary, arguments);
        string output = await command._process.StandardOutput.ReadToEndAsync(stop);
        await command._process.WaitForExitAsync(stop);
        return (command.ExitCode, output, command.Errors);
    }

    /// <summary>The next line that it writes; null where it ended.</summary>
    public async Task<string?> LineAsync(CancellationToken stop) => await _process.StandardOutput.ReadLineAsync(stop);

    /// <summary>Waits until it ends or the time is over; answers whether it ended.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan time, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Ends it where it stands, as kill -9 does.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>
    /// Asks it to end, as Ctrl-C and systems that go down do, and waits. (A shell without a terminal hands an ignored
    /// Ctrl-C on.)
    /// </summary>
    public async Task InterruptAsync(CancellationToken stop)
    {
        using (Process kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync(stop);
        await _process.WaitForExitAsync(stop);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        lock (_errors)
            if (line is not null && _errors.Length < 20_000)
                _errors.AppendLine(line);
    }
}
