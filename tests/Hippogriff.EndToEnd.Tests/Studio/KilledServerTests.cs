using System.Diagnostics;
using System.Net.Http.Json;
using System.Runtime.InteropServices;
using System.Text.Json;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using TorchSharp;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>Real processes of the built command, killed where they stand or asked to end.</summary>
public sealed class KilledServerTests : IDisposable
{
    private const int Jobs = 10,
        Kills = 4,
        Steps = 60;
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public KilledServerTests()
    {
        _model = _folder.In("models/tiny");
        using NetworkModel tiny = TinyModel.Create();
        PipelineLoader.Save(_model, tiny, TinyNetworks.Config("u_net", 3), torch.ScalarType.Float32);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Killed_in_the_middle_of_ten_jobs_all_ten_are_drawn_once_and_no_picture_is_half()
    {
        Random random = new(11);
        using HttpClient client = new() { Timeout = Patience.Long };
        Guid[] jobs = [];
        for (int kill = 0; kill < Kills; kill++)
        {
            (Process process, string address) = await StartAsync();
            using (process)
            {
                if (jobs.Length == 0)
                    jobs = await Task.WhenAll(Enumerable.Range(0, Jobs).Select(i => TakeAsync(client, address, i)));
                await Task.Delay(random.Next(50, 700));
                process.Kill(entireProcessTree: true);
                await process.WaitForExitAsync();
            }
        }
        (Process last, string at) = await StartAsync();
        using Process _ = last;
        JsonElement[] ended = await EndedAsync(client, at);
        Assert.Equal(jobs.Order(), ended.Select(job => job.GetProperty("id").GetGuid()).Order());
        Assert.All(ended, job => Assert.Equal("done", job.GetProperty("state").GetString()));
        JsonElement[] pictures = (await client.GetFromJsonAsync<JsonElement[]>($"{at}/api/v1/pictures"))!;
        Assert.Equal(Jobs, pictures.Length);
        Assert.Equal(jobs.Order(), pictures.Select(picture => picture.GetProperty("job").GetGuid()).Order());

        using DiffusionPipeline pipeline = await DiffusionPipeline.LoadAsync(() =>
        {
            torch.set_num_threads(1); // many small steps: threads would mostly wait for one another
            return PipelineLoader.Load(_model);
        });
        foreach (JsonElement picture in pictures)
        {
            long seed = picture.GetProperty("settings").GetProperty("seed").GetInt64();
            RgbImage drawn = (
                await pipeline.GenerateAsync(
                    new GenerationRequest
                    {
                        Prompt = "a red square",
                        Seed = seed,
                        Steps = Steps,
                    }
                )
            )[0].Image;
            RgbImage stored = ImageFile.Decode(
                await client.GetByteArrayAsync(at + picture.GetProperty("url").GetString())
            );
            Assert.True(TinyModel.Difference(drawn, stored) <= 1, $"seed {seed}");
            Assert.Equal(
                Steps + 1,
                (await client.GetFromJsonAsync<JsonElement[]>(at + picture.GetProperty("stepsUrl").GetString()))!.Length
            );
        }
        Assert.Equal(Jobs, Directory.GetFiles(_folder.In("data/pictures")).Length);
        Assert.Equal(Jobs, Directory.GetFiles(_folder.In("data/steps")).Length);
        last.Kill(entireProcessTree: true);
        await last.WaitForExitAsync();
    }

    [Fact]
    public async Task Asked_to_end_it_puts_the_running_job_back_and_exits_with_zero()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGTERM.");
        (Process process, string address) = await StartAsync();
        using Process _ = process;
        using HttpClient client = new();
        Guid job = await TakeAsync(client, address, 1);
        Assert.Equal(0, Send(process.Id, 15));
        using CancellationTokenSource limit = new(Patience.Long);
        await process.WaitForExitAsync(limit.Token);
        Assert.Equal(0, process.ExitCode);
        (Process next, string at) = await StartAsync();
        using Process __ = next;
        Assert.Equal(job, (await EndedAsync(client, at)).Single().GetProperty("id").GetGuid());
        next.Kill(entireProcessTree: true);
        await next.WaitForExitAsync();
    }

    [Fact]
    public async Task A_training_that_was_killed_stands_in_the_list_and_goes_on_from_its_checkpoint()
    {
        TinyTraining.Write(_folder.In("data"));
        using HttpClient client = new();
        (Process process, string address) = await StartAsync();
        using (process)
        {
            using HttpResponseMessage begun = await client.PostAsJsonAsync(
                $"{address}/api/v1/trainings",
                new
                {
                    name = "run",
                    dataset = TinyTraining.Dataset,
                    recipe = TinyTraining.Recipe,
                    minutes = 10,
                }
            );
            Assert.Equal(System.Net.HttpStatusCode.Accepted, begun.StatusCode);
            await RunAsync(client, address, run => run.GetProperty("step").GetInt64() > 20);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
        }
        (Process next, string at) = await StartAsync();
        using Process _ = next;
        JsonElement left = await RunAsync(client, at, run => run.GetProperty("state").GetString() == "stopped");
        long step = left.GetProperty("step").GetInt64();
        Assert.True(step >= 20, $"{left}"); // a checkpoint after every step
        using HttpResponseMessage resumed = await client.PostAsync($"{at}/api/v1/trainings/run/resume", null);
        Assert.Equal(System.Net.HttpStatusCode.Accepted, resumed.StatusCode);
        JsonElement on = await RunAsync(client, at, run => run.GetProperty("step").GetInt64() > step);
        Said.ByOne(
            $"denoiser goes on ... {step}.",
            on.GetProperty("notes").EnumerateArray().Select(note => note.GetString()!)
        );
        next.Kill(entireProcessTree: true);
        await next.WaitForExitAsync();
    }

    private static Task<JsonElement> RunAsync(HttpClient client, string address, Func<JsonElement, bool> there) =>
        Patience.UntilAsync(() => client.GetFromJsonAsync<JsonElement>($"{address}/api/v1/trainings/run"), there);

    private static async Task<Guid> TakeAsync(HttpClient client, string address, int seed)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            $"{address}/api/v1/jobs",
            new
            {
                prompt = "a red square",
                seed,
                steps = Steps,
            }
        );
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid();
    }

    private static async Task<JsonElement[]> EndedAsync(HttpClient client, string address) =>
        (
            await Patience.UntilAsync(
                () => client.GetFromJsonAsync<JsonElement[]>($"{address}/api/v1/jobs"),
                all => all!.All(job => job.GetProperty("state").GetString() is not ("queued" or "running")),
                pause: 100
            )
        )!;

    private async Task<(Process Process, string Address)> StartAsync()
    {
        ProcessStartInfo start = new(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "Hippogriff.Cli.dll"),
                "serve",
                "--port",
                "0",
                "--data",
                _folder.In("data"),
                "--model",
                _model,
                "--device",
                "cpu",
                "--log",
                "none",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path, // what it serves lies beside the program, not here
        };
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        start.Environment["OMP_NUM_THREADS"] = "1";
        Process process = Process.Start(start)!;
        string? address = await process.StandardOutput.ReadLineAsync();
        if (address is not null)
            return (process, address);
        throw new InvalidOperationException(await process.StandardError.ReadToEndAsync());
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Send(int process, int signal);
}
