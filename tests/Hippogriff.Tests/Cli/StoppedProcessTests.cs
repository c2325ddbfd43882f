using System.Diagnostics;
using System.Runtime.InteropServices;
using Hippogriff.Cli.Hosting;
using Hippogriff.Metadata;
using Hippogriff.Tests.Training;

namespace Hippogriff.Tests.Cli;

/// <summary>A command as a process of its own that is asked to end.</summary>
public sealed class StoppedProcessTests : IDisposable
{
    private const int Terminate = 15;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_polite_kill_ends_a_drawing_with_143_and_what_was_drawn_is_whole()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        ColourSource.Write(Directory.CreateDirectory(_folder.In("data")).FullName);
        string[] line =
        [
            "generate",
            "a red square",
            "--model",
            $"folder:{_folder.In("data")}",
            "--count",
            "64",
            "--batch-size",
            "1",
            "--steps",
            "300",
            "--seed",
            "1",
            "--out",
            _folder.In("out"),
        ];
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"), .. line]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string? first = await process.StandardOutput.ReadLineAsync().WithPatience();
        Assert.True(File.Exists(first), $"'{first}' was told and is not there: {(first is null ? await error : "")}");
        Assert.Equal(0, Send(process.Id, Terminate));
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync().WithPatience();
        Assert.Equal(ExitCode.Terminated, process.ExitCode);
        Assert.Contains("Stopped.", await error, StringComparison.Ordinal);
        string[] files = Directory.GetFiles(
            _folder.In("out"),
            "*",
            new EnumerationOptions { AttributesToSkip = FileAttributes.None }
        );
        Assert.InRange(files.Length, 1, 63);
        Assert.All(files, file => Assert.NotNull(ImageMetadata.Read(file).Infotext));
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}
