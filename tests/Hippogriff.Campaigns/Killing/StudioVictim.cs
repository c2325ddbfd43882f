using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Campaigns.Readers;

namespace Hippogriff.Campaigns.Killing;

/// <summary>
/// <c>hippogriff serve</c> with clients that order, cancel, upload, delete and like. What was answered is true after
/// any kill: see <see cref="StudioRecord"/>.
/// </summary>
/// <param name="folder">A folder of its own.</param>
/// <param name="deleting">Whether most requests delete and bring back pictures.</param>
internal sealed class StudioVictim(string folder, bool deleting) : Victim(folder)
{
    private const int Rounds = 20,
        Clients = 3,
        MostOpen = 12,
        FewPictures = 6;
    private static readonly TimeSpan s_start = TimeSpan.FromMinutes(5),
        s_drained = TimeSpan.FromMinutes(5);
    private StudioRecord _record = new();
    private int _round;

    public override Task PrepareAsync(CancellationToken stop)
    {
        SmallModel.Save(In("models", "small"), latent: false);
        return Task.CompletedTask;
    }

    public override async Task<bool> KillAsync(Dice dice, CancellationToken stop)
    {
        if (_round++ % Rounds == 0 && _round > 1)
            await DrainAsync(stop);
        using CommandProcess process = Start();
        if (dice.OneIn(7))
        {
            await process.EndsWithinAsync(TimeSpan.FromMilliseconds(100 + dice.Below(1_500)), stop); // while it starts
        }
        else
        {
            string address = await AddressAsync(process, stop);
            await BeginAsync(address, dice, stop);
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            over.CancelAfter(TimeSpan.FromMilliseconds(50 + dice.Below(1_200)));
            Task[] clients =
            [
                .. Enumerable
                    .Range(0, Clients)
                    .Select(i => ClientAsync(address, Dice.For((long)dice.Bits(), "client", i), over.Token)),
            ];
            try
            {
                await Task.Delay(Timeout.Infinite, over.Token);
            }
            catch (OperationCanceledException) { }
            if (process.HasEnded)
                throw new BrokenRule("the server ended by itself", process.Errors);
            await process.KillAsync();
            await Task.WhenAll(clients);
            stop.ThrowIfCancellationRequested();
        }
        await process.KillAsync();
        Check();
        return true;
    }

    public override Task EndAsync(CancellationToken stop) => DrainAsync(stop);

    /// <summary>Lets the server finish all, and begins a new studio.</summary>
    private async Task DrainAsync(CancellationToken stop)
    {
        using (CommandProcess process = Start())
        {
            string address = await AddressAsync(process, stop);
            using HttpClient client = new() { BaseAddress = new Uri(address) };
            long end = Environment.TickCount64 + (long)s_drained.TotalMilliseconds;
            while (
                (await client.GetFromJsonAsync<JsonElement[]>("/api/v1/jobs?ended=1", stop))!.Any(job =>
                    job.GetProperty("state").GetString() is "queued" or "running"
                )
            )
            {
                if (Environment.TickCount64 > end)
                    throw new BrokenRule("jobs do not end", "after the last kill");
                await Task.Delay(50, stop);
            }
            await process.KillAsync();
        }
        Check();
        _record.RequireAllEnded();
        if (Leftovers(In("studio")) is { Count: > 0 } left)
            throw new BrokenRule("a temporary file is left", string.Join(", ", left));
        Count("studios drained and compared");
        _record = new StudioRecord();
        Fresh("studio");
    }

    private CommandProcess Start() =>
        CommandProcess.Start(
            Folder,
            "serve",
            "--port",
            "0",
            "--data",
            "studio",
            "--model",
            "small",
            "--device",
            "cpu",
            "--log",
            "none"
        );

    private static async Task<string> AddressAsync(CommandProcess process, CancellationToken stop)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(s_start);
        try
        {
            return await process.LineAsync(limit.Token)
                ?? throw new BrokenRule("the server did not start", process.Errors);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new BrokenRule("the server did not start", $"within {s_start.TotalSeconds} s. {process.Errors}");
        }
    }

    /// <summary>The first answers take longest; a gallery to delete from needs pictures.</summary>
    private async Task BeginAsync(string address, Dice dice, CancellationToken stop)
    {
        using HttpClient client = new() { BaseAddress = new Uri(address) };
        JsonElement[] pictures = (await client.GetFromJsonAsync<JsonElement[]>("/api/v1/pictures?most=10", stop))!;
        if (!deleting || pictures.Length >= FewPictures)
            return;
        for (int i = 0; i < FewPictures; i++)
            await _record.OrderAsync(client, dice);
        while ((await client.GetFromJsonAsync<JsonElement[]>("/api/v1/jobs?ended=0", stop))!.Length > 0)
            await Task.Delay(30, stop);
    }

    private async Task ClientAsync(string address, Dice dice, CancellationToken stop)
    {
        using HttpClient client = new() { BaseAddress = new Uri(address) };
        try
        {
            while (!stop.IsCancellationRequested)
                await StepAsync(client, dice, stop);
        }
        // killed
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException) { }
    }

    private async Task StepAsync(HttpClient client, Dice dice, CancellationToken stop)
    {
        // What was sent has an answer or none when the server is killed: requests are not cancelled.
        _ = stop;
        int choice = dice.Below(deleting ? 10 : 20);
        JsonElement[] pictures = choice is < 8
            ? (await client.GetFromJsonAsync<JsonElement[]>("/api/v1/pictures?most=40", CancellationToken.None))!
            : [];
        long picture = pictures.Length == 0 ? 0 : dice.Pick(pictures).GetProperty("id").GetInt64();
        switch (choice)
        {
            case < 4 when picture > 0:
                await _record.DeleteAsync(client, picture);
                break;
            case 4 when _record.AnyDeleted(dice) is { } gone:
                await _record.RestoreAsync(client, gone);
                break;
            case < 7 when picture > 0:
                await _record.LikeAsync(client, picture, dice.OneIn(3));
                break;
            case 7 when _record.AnyOpen(dice) is { } open:
                await _record.CancelAsync(client, open);
                break;
            case 8:
                await _record.UploadAsync(client, dice);
                break;
            default:
                if (
                    (
                        await client.GetFromJsonAsync<JsonElement[]>("/api/v1/jobs?ended=0", CancellationToken.None)
                    )!.Length > MostOpen
                )
                    await Task.Delay(20, CancellationToken.None);
                else
                    await _record.OrderAsync(client, dice);
                break;
        }
    }

    private void Check()
    {
        _record.Check(In("studio"), In("look"));
        WholePictures(In("studio", "pictures"));
        foreach ((string what, long count) in _record.TakeCounts())
            Count(what, count);
    }
}
