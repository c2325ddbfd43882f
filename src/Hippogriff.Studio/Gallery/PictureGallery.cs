using System.Text.Json;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Gallery;

/// <inheritdoc cref="IGallery"/>
internal sealed class PictureGallery : IGallery, IImageStore
{
    /// <summary>How long a deleted picture can be restored.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    private readonly StudioDatabase _database;
    private readonly PictureFiles _files;
    private readonly TimeProvider _clock;
    private long _lastId;

    public PictureGallery(StudioDatabase database, DataFolder folder, TimeProvider clock)
        : this(database, folder, clock, tellUnreadable: true) { }

    /// <param name="database">The studio's database.</param>
    /// <param name="folder">The studio's folder.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="tellUnreadable">Whether to report unreadable rows; false before a repair.</param>
    internal PictureGallery(StudioDatabase database, DataFolder folder, TimeProvider clock, bool tellUnreadable)
    {
        (_database, _files, _clock) = (database, new PictureFiles(folder), clock);
        new GalleryIntake(database, _files, folder).Run();
        _lastId =
            database.Read(connection =>
                connection.Value<long?>("SELECT seq FROM sqlite_sequence WHERE name = 'picture'")
            ) ?? 0;
        if (tellUnreadable)
            TellUnreadable(folder);
    }

    /// <summary>Number of pictures, deleted or not.</summary>
    public int Count => (int)_database.Read(connection => connection.Value<long>("SELECT count(*) FROM picture"));

    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyList<long> Add(UnitOfWork unit, Guid job, IReadOnlyList<GeneratedImage> images)
    {
        DateTimeOffset now = _clock.GetUtcNow();
        IReadOnlyDictionary<string, string> texts = TextsOf(job);
        List<long> ids = [];
        foreach (GeneratedImage image in images)
        {
            long id = Write(image, texts);
            ids.Add(id);
            unit.OnUndo(() => _files.Remove(id));
            unit.Write(connection => PictureRow.Insert(connection, id, job, image.Settings, image.Steps.Count, now));
        }
        unit.OnCommit(() => Changed?.Invoke());
        return ids;
    }

    public IReadOnlyList<GalleryPicture> Search(GalleryQuery query)
    {
        (string sql, (string, object?)[] values) = PictureSearch.Read(query);
        return
        [
            .. _database
                .Read(connection =>
                    connection.Rows($"SELECT {PictureRow.Columns} FROM picture {sql}", PictureRow.Read, values)
                )
                .OfType<GalleryPicture>(),
        ];
    }

    public GalleryPicture? Find(long id) =>
        _database
            .Read(connection =>
                connection.Rows(
                    $"SELECT {PictureRow.Columns} FROM picture WHERE id = $id",
                    PictureRow.Read,
                    ("$id", id)
                )
            )
            .FirstOrDefault();

    public byte[]? Png(long id) => _files.Picture(id);

    public IReadOnlyList<GalleryStep> Steps(long id) => _files.StepsOf(id);

    public IReadOnlyList<double> Levels(long id) => _files.Levels(id);

    public GalleryStep? Step(long id, int number) => _files.Step(id, number);

    public bool SetFavourite(long id, bool favourite) =>
        Change("UPDATE picture SET favourite = $favourite WHERE id = $id", id, ("$favourite", favourite ? 1 : 0));

    public bool SetShared(long id, bool shared) =>
        Change(
            "UPDATE picture SET shared = $now WHERE id = $id",
            id,
            ("$now", shared ? _clock.GetUtcNow().ToUnixTimeMilliseconds() : null)
        );

    public bool Delete(long id) =>
        Change(
            "UPDATE picture SET deleted = $now WHERE id = $id AND deleted IS NULL",
            id,
            ("$now", _clock.GetUtcNow().ToUnixTimeMilliseconds())
        );

    public bool Restore(long id) =>
        Change("UPDATE picture SET deleted = NULL WHERE id = $id AND deleted IS NOT NULL", id);

    /// <summary>Permanently removes pictures deleted more than a week ago.</summary>
    /// <returns>Their number.</returns>
    public int Purge() =>
        Remove("deleted < $before", ("$before", (_clock.GetUtcNow() - Keep).ToUnixTimeMilliseconds()));

    /// <summary>Permanently removes all pictures of an owner, deleted or not.</summary>
    /// <returns>Their number.</returns>
    public int RemoveOf(string owner)
    {
        ArgumentException.ThrowIfNullOrEmpty(owner); // those of nobody stay
        return Remove("owner = $owner", ("$owner", owner));
    }

    /// <summary>Number of pictures of an owner that are not deleted.</summary>
    public int CountOf(string owner) =>
        (int)
            _database.Read(connection =>
                connection.Value<long>(
                    "SELECT count(*) FROM picture WHERE owner = $owner AND deleted IS NULL",
                    ("$owner", owner)
                )
            );

    private int Remove(string which, (string, object?) value)
    {
        List<long> gone = _database.Write(connection =>
        {
            List<long> old = connection.Rows($"SELECT id FROM picture WHERE {which}", row => row.GetInt64(0), value);
            foreach (long id in old)
                _files.Remove(id); // before their rows: a file without a row would be taken in again
            foreach (long id in old)
                connection.Run("DELETE FROM picture WHERE id = $id", ("$id", id));
            return old;
        });
        if (gone.Count == 0)
            return 0;
        Changed?.Invoke();
        return gone.Count;
    }

    private bool Change(string sql, long id, params (string, object?)[] values)
    {
        bool changed = 0 < _database.Write(connection => connection.Run(sql, [("$id", id), .. values]));
        if (changed)
            Changed?.Invoke();
        return changed;
    }

    /// <summary>Writes a picture under the next free id.</summary>
    private long Write(GeneratedImage image, IReadOnlyDictionary<string, string> texts)
    {
        while (true)
            if (Interlocked.Increment(ref _lastId) is var id && _files.TryWrite(id, image, texts))
                return id;
    }

    /// <summary>Texts for the files of a job's pictures; those that are damaged are left out.</summary>
    private Dictionary<string, string> TextsOf(Guid job)
    {
        string? stored = _database.Read(connection =>
            connection.Value<string?>("SELECT texts FROM job WHERE id = $id", ("$id", JobStore.Name(job)))
        );
        try
        {
            return stored is null ? [] : StudioJson.Read<Dictionary<string, string>>(stored) ?? [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    private void TellUnreadable(DataFolder folder)
    {
        string[] bad =
        [
            .. _database
                .Read(connection =>
                    connection.Rows(
                        $"SELECT {PictureRow.Columns} FROM picture",
                        row => PictureRow.Read(row) is null ? row.GetValue(0).ToString() : null
                    )
                )
                .OfType<string>(),
        ];
        if (bad.Length > 0)
            folder.Note(
                $"What the database says of {Counted.Grouped(bad.Length, "picture")} cannot be read, so the "
                    + "gallery goes without: "
                    + $"{string.Join(", ", bad.Take(20))}{(bad.Length > 20 ? " and more" : "")}; "
                    + $"{StorageFault.Remedy}."
            );
    }
}
