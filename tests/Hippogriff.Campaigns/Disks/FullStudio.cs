using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Killing;

namespace Hippogriff.Campaigns.Disks;

/// <summary>
/// A server whose disk gets full and then has room again: it answers, loses nothing that it accepted, and draws what
/// waited.
/// </summary>
internal sealed class FullStudio(string folder, SmallDisk disk)
{
    private const int Most = 300;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>Runs it and adds its row.</summary>
    public async Task RunAsync(
        List<(string Command, int Runs, int Refused, string Done, List<string> Broken)> rows,
        CancellationToken stop
    )
    {
        List<string> broken = [];
        HashSet<Guid> taken = [];
        int refused = 0;
        disk.Leave(3 << 20);
        using CommandProcess process = CommandProcess.Start(
            folder,
            "serve",
            "--port",
            "0",
            "--data",
            Path.Combine(disk.Path, "studio"),
            "--model",
            "small",
            "--device",
            "cpu",
            "--log",
            "none"
        );
        if (await process.LineAsync(stop) is not { } address)
        {
            rows.Add(("serve", 1, 0, "never", [$"did not start: {Sentence.Shown(process.Errors)}"]));
            return;
        }
        using HttpClient client = new() { BaseAddress = new Uri(address) };
        for (int i = 0; i < Most && refused < 5; i++)
        {
            if (i == 10)
                disk.Fill(0);
            using HttpResponseMessage answer = await client.PostAsJsonAsync(
                "/api/v1/jobs",
                new
                {
                    prompt = "a red square",
                    seed = i,
                    steps = 2,
                },
                stop
            );
            string text = await answer.Content.ReadAsStringAsync(stop);
            if (answer.StatusCode == HttpStatusCode.Accepted)
            {
                taken.Add(JsonDocument.Parse(text).RootElement.GetProperty("id").GetGuid());
                continue;
            }
            refused++;
            if (
                answer.StatusCode
                is not (
                    HttpStatusCode.InsufficientStorage
                    or HttpStatusCode.ServiceUnavailable
                    or HttpStatusCode.TooManyRequests
                )
            )
                broken.Add($"a full disk is answered with {(int)answer.StatusCode}: {Sentence.Shown(text)}");
            if (text.Contains(folder, StringComparison.Ordinal))
                broken.Add($"a full disk is answered with a path: {Sentence.Shown(text)}");
        }
        using (HttpResponseMessage health = await client.GetAsync("/health", stop))
            if (!health.IsSuccessStatusCode)
                broken.Add($"/health answers {(int)health.StatusCode}");
        disk.Free();
        long end = Environment.TickCount64 + (long)s_patience.TotalMilliseconds;
        JsonElement[] jobs;
        do
        {
            await Task.Delay(200, stop);
            jobs = (await client.GetFromJsonAsync<JsonElement[]>("/api/v1/jobs?ended=1000", stop))!;
        } while (jobs.Any(job => State(job) is "queued" or "running") && Environment.TickCount64 < end);
        foreach (
            JsonElement job in jobs.Where(job =>
                taken.Contains(job.GetProperty("id").GetGuid()) && State(job) != "done"
            )
        )
            broken.Add($"an accepted job is {State(job)}: {Sentence.Shown(job.GetProperty("error").ToString())}");
        if (taken.Except(jobs.Select(job => job.GetProperty("id").GetGuid())).Any())
            broken.Add("an accepted job is lost");
        await process.InterruptAsync(stop);
        if (process.ExitCode != 0)
            broken.Add($"exit code {process.ExitCode}: {Sentence.Shown(process.Errors)}");
        if (DiskCampaign.Half(disk) is { } half)
            broken.Add(half);
        rows.Add(("serve", taken.Count + refused, refused, $"{taken.Count} jobs", broken));
    }

    private static string? State(JsonElement job) => job.GetProperty("state").GetString();
}
