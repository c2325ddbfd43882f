using System.Diagnostics;
using System.Text.Json;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Tests.Cli;

/// <summary>
/// The built command as a process of its own, with a libtorch that cannot be loaded: its files are there and empty.
/// </summary>
public sealed class ProcessTests : IClassFixture<ProcessTests.BrokenCopy>
{
    private readonly BrokenCopy _copy;

    public ProcessTests(BrokenCopy copy) => _copy = copy;

    [Fact]
    public void Broken_natives_get_one_sentence_and_no_stack_trace()
    {
        string picture = Path.Combine(_copy.Folder, "picture.png");
        PngFile.Write(picture, FakePipeline.Plain(8, 8, 100));
        (int code, string output, string error) = _copy.Run(
            "noise",
            picture,
            "--out",
            Path.Combine(_copy.Folder, "strip.png")
        );
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("libtorch could not be loaded", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_copy.Folder, "strip.png")));
    }

    [Fact]
    public void Doctor_lives_without_natives_and_says_what_to_do()
    {
        (int code, string output, string error) = _copy.Run("doctor", "--json");
        Assert.Equal(1, code);
        Assert.Equal("", error);
        using JsonDocument document = JsonDocument.Parse(output);
        JsonElement libtorch = document
            .RootElement.GetProperty("findings")
            .EnumerateArray()
            .Single(finding => finding.GetProperty("name").GetString() == "libtorch");
        Assert.True(libtorch.GetProperty("blocks").GetBoolean());
        Assert.StartsWith(
            "libtorch could not be loaded",
            libtorch.GetProperty("advice").GetString(),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(0, "--help")]
    [InlineData(0, "models", "list")]
    [InlineData(2, "generate", "a cat", "--sampler", "none")]
    public void What_needs_no_libtorch_does_not_load_it(int expected, params string[] args)
    {
        (int code, string output, string error) = _copy.Run(args);
        Assert.Equal(expected, code);
        Assert.DoesNotContain("libtorch could not", output + error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output + error);
    }

    /// <summary>The managed files of the command, with empty files in place of libtorch beside them.</summary>
    public sealed class BrokenCopy : IDisposable
    {
        public BrokenCopy()
        {
            foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory))
            {
                string name = Path.GetFileName(file),
                    target = Path.Combine(Folder, name);
                if (name.Contains("SkiaSharp", StringComparison.Ordinal))
                    File.Copy(file, target); // reading a picture is not what is broken
                else if (
                    Path.GetExtension(file) is ".so" or ".dylib"
                    || name.Contains(".so.", StringComparison.Ordinal)
                    || IsNativeDll(name)
                )
                    File.WriteAllBytes(target, []);
                else if (
                    Path.GetExtension(file) is ".dll" or ".json"
                    && !name.StartsWith("xunit", StringComparison.Ordinal)
                )
                    File.Copy(file, target);
            }
        }

        public string Folder { get; } = Directory.CreateTempSubdirectory("hippogriff-broken-").FullName;

        public (int Code, string Output, string Error) Run(params string[] args)
        {
            ProcessStartInfo start = new(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [Path.Combine(Folder, "Hippogriff.Cli.dll"), .. args]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Folder,
            };
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(),
                error = process.StandardError.ReadToEndAsync();
            process.WaitForExit();
            return (process.ExitCode, output.Result, error.Result);
        }

        public void Dispose() => Directory.Delete(Folder, recursive: true);

        private static bool IsNativeDll(string name) =>
            OperatingSystem.IsWindows()
            && (
                name.StartsWith("torch", StringComparison.Ordinal)
                || name.StartsWith("c10", StringComparison.Ordinal)
                || name.StartsWith("LibTorchSharp", StringComparison.Ordinal)
            );
    }
}
