using System.Diagnostics;
using System.Globalization;

namespace Hippogriff.Benchmarks;

/// <summary>The built command, from its start to the picture on the disk, as a person waits for it.</summary>
internal static class WholeProcess
{
    public const string Name = "whole process, start to PNG";
    private static readonly TimeSpan s_glance = TimeSpan.FromMilliseconds(5);

    /// <summary>Runs the command some times.</summary>
    /// <param name="model">Folder of the model.</param>
    /// <param name="runs">How often.</param>
    /// <param name="name">Name of the row.</param>
    /// <param name="options">Further words of the command line.</param>
    public static IEnumerable<ResultRow> Measure(
        string model,
        int runs,
        string name = Name,
        params IReadOnlyList<string> options
    )
    {
        if (Command() is not { } command)
            return
            [
                new ResultRow(
                    name,
                    double.NaN,
                    double.NaN,
                    Failure: "the command is not built; dotnet build -c Release builds it"
                ),
            ];
        string folder = Directory.CreateTempSubdirectory("hippogriff-benchmark-").FullName;
        try
        {
            List<(double Seconds, long? Bytes, string? Failure)> found =
            [
                .. Enumerable.Range(0, runs).Select(i => Once(command, model, folder, i, options)),
            ];
            if (found.Find(run => run.Failure is not null).Failure is { } failure)
                return [new ResultRow(name, double.NaN, double.NaN, Failure: failure)];
            double[] seconds = [.. found.Select(run => run.Seconds).Order()];
            return
            [
                new ResultRow(name, seconds[seconds.Length / 2], seconds[0], PeakBytes: found.Max(run => run.Bytes)),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (double Seconds, long? Bytes, string? Failure) Once(
        string command,
        string model,
        string folder,
        int number,
        IReadOnlyList<string> options
    )
    {
        string picture = Path.Combine(folder, $"{number}.png");
        ProcessStartInfo start = new(
            command,
            ["generate", "a cat", "--seed", "1", "--model", model, "--out", picture, .. options]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        long from = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        long? most = null;
        while (!process.WaitForExit(s_glance))
            most = HighWater(process.Id) ?? most;
        double seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        Task.WaitAll(output, error);
        bool drawn = process.ExitCode == 0 && File.Exists(picture);
        return (seconds, most, drawn ? null : $"exit code {process.ExitCode}: {error.Result.Trim()}");
    }

    /// <summary>
    /// VmHWM, the most memory that was ever resident, as the Linux kernel keeps it; null where there is none.
    /// </summary>
    private static long? HighWater(int process)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process}/status")
                .FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null
                ? null
                : long.Parse(
                    line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
                    CultureInfo.InvariantCulture
                ) * 1024;
        }
        catch (IOException)
        {
            return null;
        } // it has just ended, or this system has no /proc
    }

    /// <summary>The command that was built beside this program, in the same configuration.</summary>
    private static string? Command()
    {
        DirectoryInfo output = new(AppContext.BaseDirectory);
        string framework = output.Name,
            configuration = output.Parent!.Name;
        for (DirectoryInfo? at = output; at is not null; at = at.Parent)
        {
            string command = Path.Combine(
                at.FullName,
                "src",
                "Hippogriff.Cli",
                "bin",
                configuration,
                framework,
                OperatingSystem.IsWindows() ? "hippogriff.exe" : "hippogriff"
            );
            if (File.Exists(command))
                return command;
        }
        return null;
    }
}
