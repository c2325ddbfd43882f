using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.EndToEnd.Tests.Studio;

/// <summary>
/// The disk or the database cannot be written for a while: what was accepted is drawn, what is new is answered at once.
/// </summary>
public sealed class StorageTroubleTests
{
    [Fact]
    public async Task A_job_whose_pictures_cannot_be_written_waits_and_is_stored_when_they_can()
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        string pictures = Path.Combine(studio.Data, "pictures"),
            away = Path.Combine(studio.Data, "away");
        Directory.Move(pictures, away);
        await File.WriteAllTextAsync(pictures, ""); // where a folder was, as when a disk is not mounted
        Guid job = (await studio.TakeAsync(new { prompt = "a cat", seed = 1 })).GetProperty("id").GetGuid();
        await Patience.UntilAsync(
            () => Task.FromResult(studio.Queue.Now(job)),
            now => now is { Step: > 0 } && now.Step == now.Steps,
            pause: 20
        );
        Assert.Equal(JobState.Running, studio.Queue.Find(job)!.State);
        File.Delete(pictures);
        Directory.Move(away, pictures);
        Assert.Equal(JobState.Done, (await studio.EndOfAsync(job)).State);
        Assert.Single(Directory.GetFiles(pictures));
    }

    [Theory]
    [InlineData("/api/v1/jobs", "detail")]
    [InlineData("/v1/images/generations", "error")]
    [InlineData("/sdapi/v1/txt2img", "detail")]
    public async Task While_another_program_holds_the_database_the_answer_is_503_with_a_time_and_no_path(
        string address,
        string field
    )
    {
        await using StudioServer studio = await StudioServer.StartAsync();
        using SqliteConnection other = new(
            StudioDatabase.Connect(Path.Combine(studio.Data, "studio.db"), SqliteOpenMode.ReadWrite, pooling: false)
        );
        await other.OpenAsync();
        using (other.BeginTransaction(deferred: false))
        {
            using HttpResponseMessage answer = await studio.Client.PostAsJsonAsync(address, new { prompt = "a cat" });
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.True(answer.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            JsonElement said = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(said.TryGetProperty(field, out _), said.ToString());
            Assert.DoesNotContain(studio.Data, said.ToString(), StringComparison.Ordinal);
        }
        using HttpResponseMessage after = await studio.Client.PostAsJsonAsync("/api/v1/jobs", new { prompt = "a cat" });
        Assert.Equal(HttpStatusCode.Accepted, after.StatusCode);
    }
}
