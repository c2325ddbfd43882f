using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;
using Hippogriff.Weights;
using Microsoft.Extensions.DependencyInjection;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>
/// Measures the studio; not part of a usual run, because a machine that does something else would fail it:
/// <c>dotnet run -c Release --project tests/Hippogriff.EndToEnd.Tests -- -explicit only -class "*StudioFigures"
/// -showLiveOutput</c>.
/// </summary>
public sealed class StudioFigures(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData("asked by the OpenAI API")]
    [InlineData("watched with previews")]
    [InlineData("watched with previews, steps kept")]
    public async Task Overhead_of_the_server_over_the_library(string way)
    {
        Assert.SkipWhen(ModelFolder.List().Count == 0, "There is no model.");
        const int Rounds = 41;
        await using StudioServer studio = await StudioServer.StartAsync(models: new FolderModelSource());
        using ModelCache.Lease model = await studio.Services.GetRequiredService<ModelCache>().LeaseAsync(null);
        GenerationRequest request = new()
        {
            Prompt = "a red apple on a table",
            Seed = 1,
            KeepSteps = way.EndsWith("kept", StringComparison.Ordinal),
        };
        bool watched = way.StartsWith("watched", StringComparison.Ordinal);
        List<double> library = [],
            server = [];
        for (int i = 0; i < Rounds + 1; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            GeneratedImage image = (await model.Pipeline.GenerateAsync(request))[0];
            AtomicFile.Write(
                Path.Combine(studio.Data, "library.png"),
                ImageEncoding.Encode(image.Image, ImageFormat.Png, image.Settings)
            );
            double alone = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            begin = Stopwatch.GetTimestamp();
            if (watched)
            {
                JsonElement job = await studio.TakeAsync(
                    new
                    {
                        prompt = request.Prompt,
                        seed = 1,
                        keepSteps = request.KeepSteps,
                    }
                );
                string events = await studio.Client.GetStringAsync(
                    $"/api/v1/jobs/{job.GetProperty("id").GetGuid()}/events"
                );
                Assert.Contains("event: end", events, StringComparison.Ordinal);
            }
            else
            {
                using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(
                    "/v1/images/generations",
                    new { prompt = request.Prompt, seed = 1 }
                );
                Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
            }
            if (i == 0)
                continue; // warms up
            library.Add(alone);
            server.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }
        // Neighbours in time share what else the machine does, so the ratio is taken pair by pair; ranks 15 and 27 of
        // 41 enclose the median with 96 %. What else runs only ever adds, so the best quarters are compared, too.
        List<double> ratios = [.. server.Zip(library, (mine, theirs) => mine / theirs)];
        Say(
            $"one picture, {way}: library {Median(library):0} ms, server {Median(server):0} ms; ratio of a pair {Median(ratios):0.000}, between {ratios.Order().ElementAt(14):0.000} and {ratios.Order().ElementAt(26):0.000}; best quarter {Quarter(library):0} and {Quarter(server):0} ms, ratio {Quarter(server) / Quarter(library):0.000}"
        );
    }

    [Fact(Explicit = true)]
    public async Task First_preview_after_the_first_step()
    {
        Assert.SkipWhen(ModelFolder.List().Count == 0, "There is no model.");
        await using StudioServer studio = await StudioServer.StartAsync(models: new FolderModelSource());
        List<double> fromBegin = [],
            fromStep = [];
        for (int i = 0; i < 12; i++)
        {
            long begin = Stopwatch.GetTimestamp(),
                step = 0;
            JsonElement job = await studio.TakeAsync(
                new
                {
                    prompt = "a red apple on a table",
                    seed = i,
                    keepSteps = true,
                }
            );
            await using Stream stream = await studio.Client.GetStreamAsync(
                $"/api/v1/jobs/{job.GetProperty("id").GetGuid()}/events"
            );
            await foreach (SseItem<string> told in SseParser.Create(stream).EnumerateAsync())
            {
                using JsonDocument now = JsonDocument.Parse(told.Data);
                if (step == 0 && now.RootElement.GetProperty("step").GetInt32() > 0)
                    step = Stopwatch.GetTimestamp();
                if (
                    !now.RootElement.TryGetProperty("preview", out JsonElement preview)
                    || preview.ValueKind == JsonValueKind.Null
                )
                    continue;
                if (i > 1)
                    (fromBegin, fromStep) = (
                        [.. fromBegin, Stopwatch.GetElapsedTime(begin).TotalMilliseconds],
                        [.. fromStep, Stopwatch.GetElapsedTime(step).TotalMilliseconds]
                    );
                break;
            }
            await studio.EndOfAsync(job.GetProperty("id").GetGuid());
        }
        Say(
            $"first preview: {Median(fromStep):0} ms (at most {fromStep.Max():0}) after the first step was told, {Median(fromBegin):0} ms (at most {fromBegin.Max():0}) after the order was sent"
        );
    }

    [Fact(Explicit = true)]
    public async Task Fifty_clients_and_a_thousand_jobs()
    {
        await using StudioServer studio = await StudioServer.StartAsync(options =>
            options.Limits.Queue = options.Limits.QueueOfClient = 2_000
        );
        await studio.EndOfAsync((await studio.TakeAsync(new { prompt = "warm" })).GetProperty("id").GetGuid());
        long begin = Stopwatch.GetTimestamp();
        Guid[] ids = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async i => (await studio.TakeAsync(new { prompt = $"{i}" })).GetProperty("id").GetGuid())
        );
        double taken = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        await Task.WhenAll(ids.Select(studio.EndOfAsync));
        Say(
            $"50 clients: all taken after {taken:0} ms, all drawn after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms; {Memory()}"
        );
        for (int part = 1; part <= 5; part++)
        {
            begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < 200; i++)
                await studio.EndOfAsync(
                    (await studio.TakeAsync(new { prompt = $"job {i}", keepSteps = true })).GetProperty("id").GetGuid()
                );
            Say(
                $"{part * 200} jobs in a row: {Stopwatch.GetElapsedTime(begin).TotalMilliseconds / 200:0.0} ms a job; {Memory()}"
            );
        }
    }

    [Fact(Explicit = true)]
    public async Task From_the_start_of_the_process_to_ready()
    {
        using TemporaryFolder folder = new();
        using HttpClient client = new();
        for (int round = 0; round < 3; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            using Process process = Process.Start(
                new ProcessStartInfo(
                    Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                    [
                        Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"),
                        "serve",
                        "--port",
                        "0",
                        "--data",
                        folder.In("data"),
                        "--log",
                        "none",
                    ]
                )
                {
                    RedirectStandardOutput = true,
                }
            )!;
            string address = (await process.StandardOutput.ReadLineAsync())!;
            double listens = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            JsonElement state = await client.GetFromJsonAsync<JsonElement>($"{address}/ready");
            double ready = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            while (state.GetProperty("loaded").GetArrayLength() == 0)
                state = await client.GetFromJsonAsync<JsonElement>($"{address}/ready");
            Say(
                $"start: listens after {listens:0} ms, answers /ready after {ready:0} ms, model loaded after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms"
            );
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
    }

    private static string Memory()
    {
        using Process self = Process.GetCurrentProcess();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{self.WorkingSet64 / 1e6:0} MB resident, "
                + $"{GC.GetTotalMemory(forceFullCollection: true) / 1e6:0.0} MB managed"
        );
    }

    private static double Quarter(List<double> values) => values.Order().Take(values.Count / 4).Average();

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private void Say(FormattableString line) => output.WriteLine(FormattableString.Invariant(line));
}
