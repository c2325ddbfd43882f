using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Campaigns.Killing;

/// <summary>
/// What a studio has acknowledged. What was in flight when it was killed may be either way, and is known to be so.
/// </summary>
internal sealed class StudioRecord
{
    private enum Liked
    {
        Yes,
        No,
        Either,
    }

    private readonly ConcurrentDictionary<Guid, (long Seed, int Count)> _jobs = new();
    private readonly ConcurrentDictionary<Guid, bool> _cancelled = new(); // false: asked, no answer yet
    private readonly ConcurrentDictionary<long, bool?> _deleted = new(); // null: asked, no answer
    private readonly ConcurrentDictionary<long, Liked> _liked = new();
    private readonly ConcurrentDictionary<long, bool> _liking = new(); // a request is out
    private readonly ConcurrentDictionary<string, bool> _uploads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _hashes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private int _open;

    /// <summary>How many of what were acknowledged or compared since it was asked last.</summary>
    public IReadOnlyDictionary<string, long> TakeCounts()
    {
        Dictionary<string, long> counts = new(_counts);
        _counts.Clear();
        return counts;
    }

    /// <summary>A picture that was deleted, for bringing it back.</summary>
    public long? AnyDeleted(Dice dice) =>
        _deleted.Where(pair => pair.Value == true).Select(pair => pair.Key).ToArray() is { Length: > 0 } all
            ? dice.Pick(all)
            : null;

    /// <summary>A job that may be open.</summary>
    public Guid? AnyOpen(Dice dice) =>
        _jobs.Keys.Except(_cancelled.Keys).ToArray() is { Length: > 0 } all ? dice.Pick(all) : null;

    /// <summary>Orders a job, with one of a few seeds so that pictures can be compared.</summary>
    public async Task OrderAsync(HttpClient client, Dice dice)
    {
        (long seed, int count) = (dice.Below(8), 1 + dice.Below(2));
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            "/api/v1/jobs",
            new
            {
                prompt = "a red square",
                seed,
                count,
                steps = 3,
            }
        );
        if (answer.StatusCode != HttpStatusCode.Accepted)
            return;
        _jobs[(await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetGuid()] = (seed, count);
        Add("jobs acknowledged");
    }

    /// <summary>Cancels a job.</summary>
    public async Task CancelAsync(HttpClient client, Guid job)
    {
        _cancelled[job] = false;
        using HttpResponseMessage answer = await client.DeleteAsync($"/api/v1/jobs/{job}");
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            _cancelled[job] = true;
            Add("cancellations acknowledged");
        }
        else
            _cancelled.TryRemove(job, out _);
    }

    /// <summary>Deletes a picture.</summary>
    public Task DeleteAsync(HttpClient client, long picture) =>
        SetAsync(picture, deleted: true, () => client.DeleteAsync($"/api/v1/pictures/{picture}"));

    /// <summary>Brings a picture back.</summary>
    public Task RestoreAsync(HttpClient client, long picture) =>
        SetAsync(picture, deleted: false, () => client.PostAsync($"/api/v1/pictures/{picture}/restore", null));

    /// <summary>Likes a picture, or does so no longer.</summary>
    public async Task LikeAsync(HttpClient client, long picture, bool no)
    {
        if (!_liking.TryAdd(picture, true))
            return; // of two at once nobody knows which came last
        _liked[picture] = Liked.Either;
        try
        {
            using HttpResponseMessage answer = no
                ? await client.DeleteAsync($"/api/v1/pictures/{picture}/favourite")
                : await client.PutAsync($"/api/v1/pictures/{picture}/favourite", null);
            if (!answer.IsSuccessStatusCode)
                return;
            _liked[picture] = no ? Liked.No : Liked.Yes;
            Add("likes acknowledged");
        }
        finally
        {
            _liking.TryRemove(picture, out _);
        }
    }

    /// <summary>Uploads a picture that nobody uploaded before.</summary>
    public async Task UploadAsync(HttpClient client, Dice dice)
    {
        byte[] pixels = new byte[16 * 16 * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)dice.Bits();
        using ByteArrayContent body = new(PngFile.Encode(new RgbImage(16, 16, pixels)));
        body.Headers.ContentType = new("image/png");
        using HttpResponseMessage answer = await client.PostAsync("/api/v1/uploads", body);
        if (!answer.IsSuccessStatusCode)
            return;
        _uploads[(await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString()!] = true;
        Add("uploads acknowledged");
    }

    /// <summary>Holds a studio that nobody has open against what it acknowledged.</summary>
    /// <param name="studio">Its folder.</param>
    /// <param name="look">A folder for a copy of its database: looking changes nothing.</param>
    public void Check(string studio, string look)
    {
        if (!File.Exists(Path.Combine(studio, "studio.db")))
        {
            if (!_jobs.IsEmpty)
                throw new BrokenRule("the database is gone", studio);
            return;
        }
        Directory.CreateDirectory(look);
        foreach (string ending in (string[])["", "-wal"])
        {
            File.Delete(Path.Combine(look, "studio.db" + ending));
            if (File.Exists(Path.Combine(studio, "studio.db" + ending)))
                File.Copy(Path.Combine(studio, "studio.db" + ending), Path.Combine(look, "studio.db" + ending));
        }
        using SqliteConnection connection = new($"Data Source={Path.Combine(look, "studio.db")};Pooling=False");
        connection.Open();
        if (Rows(connection, "PRAGMA integrity_check").Single()[0] is not "ok")
            throw new BrokenRule("integrity_check", "is not ok");
        if (Rows(connection, "SELECT count(*) FROM sqlite_master WHERE name = 'picture'").Single()[0] is 0L)
            return; // killed before its first migration
        CheckJobs(Rows(connection, "SELECT id, state, error FROM job"));
        CheckPictures(
            studio,
            Rows(connection, "SELECT id, job, deleted, favourite, json_extract(settings, '$.seed') FROM picture")
        );
        foreach (string name in _uploads.Keys)
            if (
                !File.Exists(Path.Combine(studio, "uploads", name))
                && !File.Exists(Path.Combine(studio, "uploads", name + ".png"))
            )
                throw new BrokenRule("an acknowledged upload is lost", name);
        Add("databases whole");
    }

    /// <summary>No job is open any more.</summary>
    public void RequireAllEnded()
    {
        if (_open > 0)
            throw new BrokenRule("open jobs are left", $"{_open} of them");
    }

    private void CheckJobs(List<object?[]> rows)
    {
        Dictionary<Guid, (long State, string? Error)> jobs = rows.ToDictionary(
            row => Guid.ParseExact((string)row[0]!, "N"),
            row => ((long)row[1]!, row[2] as string)
        );
        foreach (Guid job in _jobs.Keys)
        {
            if (!jobs.TryGetValue(job, out (long State, string? Error) now))
                throw new BrokenRule("an acknowledged job is lost", $"{job}");
            if (now.State == 3)
                throw new BrokenRule("a job failed", $"{job}: {now.Error}");
            if (_cancelled.TryGetValue(job, out bool answered) && answered && now.State != 4)
                throw new BrokenRule("a cancellation is lost", $"{job} is {now.State}");
        }
        _open = jobs.Values.Count(job => job.State < 2);
    }

    private void CheckPictures(string studio, List<object?[]> rows)
    {
        HashSet<long> there = [];
        Dictionary<string, int> places = new(StringComparer.Ordinal);
        foreach (object?[] row in rows)
        {
            (long id, bool deleted, bool liked) = ((long)row[0]!, row[2] is not null, (long)row[3]! != 0);
            there.Add(id);
            string file = Path.Combine(studio, "pictures", id.ToString(CultureInfo.InvariantCulture) + ".png");
            if (!File.Exists(file))
                throw new BrokenRule("a row without its file", $"picture {id}");
            if (_deleted.TryGetValue(id, out bool? said) && said is { } known && known != deleted)
                throw new BrokenRule(
                    known ? "a deletion is lost" : "a picture that was brought back is gone",
                    $"picture {id}"
                );
            if (_liked.TryGetValue(id, out Liked like) && like != Liked.Either && like == Liked.Yes != liked)
                throw new BrokenRule("a like is lost", $"picture {id}");
            string job = (string)row[1]!;
            int place = places[job] = places.GetValueOrDefault(job) + 1;
            if (
                !Guid.TryParseExact(job, "N", out Guid name)
                || !_jobs.TryGetValue(name, out (long Seed, int Count) order)
            )
                continue;
            // The same order, and the same place in it: a picture may depend on how many are drawn with it.
            string same = FormattableString.Invariant($"{order.Seed} {order.Count} {place}"),
                hash = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
            if (_hashes.GetOrAdd(same, hash) != hash)
                throw new BrokenRule("another picture of the same seed", $"picture {id}, order {same}");
            Add("same bytes");
        }
        foreach ((long id, bool? said) in _deleted)
            if (said == false && !there.Contains(id))
                throw new BrokenRule("a picture that was brought back is gone", $"picture {id}");
    }

    private async Task SetAsync(long picture, bool deleted, Func<Task<HttpResponseMessage>> ask)
    {
        bool? before = _deleted.GetValueOrDefault(picture, false);
        if (before is null || !_deleted.TryAdd(picture, null) && !_deleted.TryUpdate(picture, null, before))
            return; // another client is at it, or an answer is out
        using HttpResponseMessage answer = await ask();
        if (!answer.IsSuccessStatusCode)
            return;
        _deleted[picture] = deleted;
        Add(deleted ? "deletions acknowledged" : "pictures brought back, acknowledged");
    }

    private static List<object?[]> Rows(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        List<object?[]> rows = [];
        while (reader.Read())
        {
            object?[] row = new object?[reader.FieldCount];
            for (int i = 0; i < row.Length; i++)
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            rows.Add(row);
        }
        return rows;
    }

    private void Add(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}
