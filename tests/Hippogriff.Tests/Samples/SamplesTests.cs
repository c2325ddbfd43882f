using System.Diagnostics;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Tests.House;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using TorchSharp;

namespace Hippogriff.Tests.Samples;

/// <summary>
/// Every sample as the program it is, run with a tiny model: all at once, since most of their time is the start.
/// </summary>
public sealed class SamplesTests(SamplesTests.AllRuns runs) : IClassFixture<SamplesTests.AllRuns>
{
    /// <summary>Samples, what they are started with, and a file that they write.</summary>
    private static readonly Dictionary<string, (string[] Arguments, string File)> s_samples = new()
    {
        ["Draw"] = (["a red square"], "draw.png"),
        ["Services"] = (["a red square", "a blue square"], "a-blue-square-8.webp"),
        ["Observe"] = (["a red square"], "observed.png"),
        ["Chat"] = (["a red square"], "chat.png"),
        ["GlassBox"] = (["a red square", "a blue square"], "watched.png"),
        ["Hide"] = (["a red square"], "drawn.png"),
        ["Edit"] = (["a red square", "a blue square"], "after.png"),
    };

    public static TheoryData<string> Names =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.cs")
                .Select(file => Path.GetFileNameWithoutExtension(file))
                .Order(StringComparer.Ordinal),
        ];

    [Theory, MemberData(nameof(Names))]
    public void A_sample_runs_and_writes_a_picture_that_says_how_it_was_drawn(string sample)
    {
        (int code, string output, string error, string folder) = runs.Of(sample);
        Assert.True(code == 0, $"{sample} ended with {code}: {output}{error}");
        Assert.Equal("", error);
        Infotext said = ImageMetadata.Read(Path.Combine(folder, s_samples[sample].File)).Infotext!;
        Assert.Equal(("tiny", s_samples[sample].Arguments[^1]), (said.Model, said.Prompt));
    }

    [Fact]
    public void What_a_sample_shows_is_what_it_is_about()
    {
        Assert.Contains("step 3 of 3", runs.Of("Draw").Output, StringComparison.Ordinal);
        Assert.Contains("a-red-square-7.webp: image/webp, ", runs.Of("Services").Output, StringComparison.Ordinal);
        Assert.Contains("gen_ai.request.model: tiny", runs.Of("Observe").Output, StringComparison.Ordinal);
        Assert.Contains("GenerateAsync completed.", runs.Of("Observe").Output, StringComparison.Ordinal);
        Assert.Contains("Here it is.", runs.Of("Chat").Output, StringComparison.Ordinal);
        Assert.Contains("'a red' lies nearest to ", runs.Of("GlassBox").Output, StringComparison.Ordinal);
        Assert.Matches(
            "'a blue square' spreads [0-9.]+, [0-9.]+ of what 'a red square' spreads",
            runs.Of("GlassBox").Output
        );
        Assert.Contains("the wall repeats every", runs.Of("Hide").Output, StringComparison.Ordinal);
        Assert.Matches("^[1-9][0-9]* of 256 pixels are what they were", runs.Of("Edit").Output);
    }

    public sealed class AllRuns : IAsyncLifetime
    {
        private readonly TemporaryFolder _folder = new();
        private readonly Dictionary<string, (int Code, string Output, string Error, string Folder)> _done = [];

        public (int Code, string Output, string Error, string Folder) Of(string sample) => _done[sample];

        public async ValueTask InitializeAsync()
        {
            using (NetworkModel model = TinyModel.Create())
                PipelineLoader.Save(
                    _folder.In("models/tiny"),
                    model,
                    TinyNetworks.Config("u_net"),
                    torch.ScalarType.Float32
                );
            foreach (
                (string sample, Task<(int, string, string, string)> run) in s_samples
                    .Select(pair => (pair.Key, RunAsync(pair.Key, pair.Value.Arguments)))
                    .ToArray()
            )
                _done[sample] = await run;
        }

        public ValueTask DisposeAsync()
        {
            _folder.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<(int, string, string, string)> RunAsync(string sample, string[] arguments)
        {
            string here = Directory.CreateDirectory(_folder.In(sample)).FullName;
            string built = Path.Combine(
                Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory).Split(Path.DirectorySeparatorChar)[^2..]
            ); // Debug/net10.0
            string program = Path.Combine(Repository.Root, "samples", "bin", built, sample + ".dll");
            ProcessStartInfo start = new(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [program, .. arguments]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = here,
            };
            start.Environment["HIPPOGRIFF_MODELS"] = _folder.In("models");
            using Process process = Process.Start(start)!;
            Task<string> output = process.StandardOutput.ReadToEndAsync(),
                error = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return (process.ExitCode, await output, await error, here);
        }
    }
}
