using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Gallery;

/// <inheritdoc cref="IGallery"/>
internal sealed class PictureGallery : IGallery
{
    /// <summary>How long a picture that was thrown away can be brought back.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    private const string Columns = "id, job, settings, created, favourite, steps, deleted";
    private readonly StudioDatabase _database;
    private readonly PictureFiles _files;
    private readonly TimeProvider _clock;
    private long _lastId;

    public PictureGallery(StudioDatabase database, DataFolder folder, TimeProvider clock)
    {
        (_database, _files, _clock) = (database, new PictureFiles(folder), clock);
        _lastId = database.Read(connection => connection.Value<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'picture'")) ?? 0;
        _files.Sweep(database.Read(connection => connection.Rows("SELECT id FROM picture", row => row.GetInt64(0)).ToHashSet()));
    }

    public event Action? Changed;

    /// <summary>
    /// Hangs the pictures of a job: the files first, then their rows and whatever <paramref name="also"/> writes in one transaction. A process killed before its end leaves
    /// files that nobody knows and the next start removes.
    /// </summary>
    /// <returns>Their numbers.</returns>
    /// <exception cref="HippogriffException">The disk is full or cannot be written; nothing is left behind.</exception>
    public IReadOnlyList<long> Hang(Guid job, IReadOnlyList<GeneratedImage> images, Action<SqliteConnection> also)
    {
        long first = Interlocked.Add(ref _lastId, images.Count) - images.Count + 1;
        DateTimeOffset now = _clock.GetUtcNow();
        try
        {
            for (int i = 0; i < images.Count; i++) _files.Write(first + i, images[i]);
            _database.Write(connection =>
            {
                for (int i = 0; i < images.Count; i++) Insert(connection, first + i, job, images[i], now);
                also(connection);
            });
        }
        catch
        {
            for (int i = 0; i < images.Count; i++) _files.Remove(first + i);
            throw;
        }
        Changed?.Invoke();
        return [.. Enumerable.Range(0, images.Count).Select(i => first + i)];
    }

    public IReadOnlyList<GalleryPicture> Search(GalleryQuery query)
    {
        (string sql, (string, object?)[] values) = PictureSearch.Read(query);
        return _database.Read(connection => connection.Rows($"SELECT {Columns} FROM picture {sql}", Read, values));
    }

    public GalleryPicture? Find(long id) => _database.Read(connection => connection.Rows($"SELECT {Columns} FROM picture WHERE id = $id", Read, ("$id", id))).FirstOrDefault();

    public byte[]? Png(long id) => _files.Picture(id);

    public IReadOnlyList<GalleryStep> Steps(long id) => _files.Steps(id);

    public IReadOnlyList<double> Levels(long id) => _files.Levels(id);

    public GalleryStep? Step(long id, int number) => _files.Step(id, number);

    public bool SetFavourite(long id, bool favourite) => Change("UPDATE picture SET favourite = $favourite WHERE id = $id", id, ("$favourite", favourite ? 1 : 0));

    public bool Delete(long id) => Change("UPDATE picture SET deleted = $now WHERE id = $id AND deleted IS NULL", id, ("$now", _clock.GetUtcNow().ToUnixTimeMilliseconds()));

    public bool Restore(long id) => Change("UPDATE picture SET deleted = NULL WHERE id = $id AND deleted IS NOT NULL", id);

    /// <summary>Removes for good what was thrown away more than a week ago.</summary>
    /// <returns>How many.</returns>
    public int Purge()
    {
        long before = (_clock.GetUtcNow() - Keep).ToUnixTimeMilliseconds();
        List<long> gone = _database.Write(connection => connection.Rows("DELETE FROM picture WHERE deleted < $before RETURNING id", row => row.GetInt64(0), ("$before", before)));
        foreach (long id in gone) _files.Remove(id);
        if (gone.Count > 0) Changed?.Invoke();
        return gone.Count;
    }

    private bool Change(string sql, long id, params (string, object?)[] values)
    {
        bool changed = 0 < _database.Write(connection => connection.Run(sql, [("$id", id), .. values]));
        if (changed) Changed?.Invoke();
        return changed;
    }

    private static void Insert(SqliteConnection connection, long id, Guid job, GeneratedImage image, DateTimeOffset now) => connection.Run(
        "INSERT INTO picture (id, job, settings, prompt, model, created, steps) VALUES ($id, $job, $settings, $prompt, $model, $created, $steps)",
        ("$id", id), ("$job", JobStore.Name(job)), ("$settings", StudioJson.Write(image.Settings)), ("$prompt", image.Settings.Prompt), ("$model", image.Settings.Model),
        ("$created", now.ToUnixTimeMilliseconds()), ("$steps", image.Steps.Count));

    private static GalleryPicture Read(SqliteDataReader row) => new(
        row.GetInt64(0), Guid.ParseExact(row.GetString(1), "N"), StudioJson.Read<GenerationSettings>(row.GetString(2)), row.Time(3), row.GetBoolean(4), row.GetInt32(5))
    {
        Deleted = row.MaybeTime(6),
    };
}
