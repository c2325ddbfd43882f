using System.Diagnostics;

namespace Hippogriff.Tests.Cli;

/// <summary>Which native libraries a command loads, as the system's loader tells it.</summary>
public sealed class LoadedLibrariesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hippogriff-loaded-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("generate", "--help")]
    [InlineData("generate", "a cat", "--steps", "none")]
    [InlineData("generate", "a cat", "--sampler", "none")]
    [InlineData("genrate")]
    public void Help_the_version_and_wrong_arguments_load_no_native_library_of_the_program(params string[] args)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only glibc's loader writes down what it loads.");
        string loaded = LoadedBy(args);
        Assert.Contains("libcoreclr", loaded, StringComparison.Ordinal); // or nothing was written down
        Assert.DoesNotContain("libtorch", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("libSkiaSharp", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("e_sqlite3", loaded, StringComparison.Ordinal);
    }

    [Fact]
    public void The_doctor_loads_libtorch()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only glibc's loader writes down what it loads.");
        Assert.Contains("libtorch_cpu", LoadedBy(["doctor"]), StringComparison.Ordinal);
    }

    private string LoadedBy(string[] args)
    {
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"), .. args]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder,
        };
        start.Environment["LD_DEBUG"] = "files";
        start.Environment["LD_DEBUG_OUTPUT"] = Path.Combine(_folder, "loaded");
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(),
            error = process.StandardError.ReadToEndAsync();
        process.WaitForExit();
        Assert.True(output.Result.Length + error.Result.Length > 0);
        return string.Concat(
            Directory
                .EnumerateFiles(_folder, "loaded.*")
                .SelectMany(File.ReadLines)
                .Where(line =>
                    line.Contains("needed by", StringComparison.Ordinal)
                    || line.Contains("file=", StringComparison.Ordinal)
                )
        );
    }
}
