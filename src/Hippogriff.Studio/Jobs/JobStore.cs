using System.Text.Json;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// The jobs on disk. Every state change checks the expected state, so that only the first of two concurrent changes
/// succeeds.
/// </summary>
internal sealed class JobStore(StudioDatabase database)
{
    private const string Columns =
        "id, client, body, state, created, started, ended, error, steps, (SELECT group_concat(picture.id "
        + "ORDER BY picture.id) FROM picture WHERE picture.job = job.id), warnings, begun, owner";

    /// <summary>Begins work of which a job's end is a part.</summary>
    public UnitOfWork Begin() => new(database);

    /// <summary>Stores a new job.</summary>
    public void Add(Job job, long place) =>
        database.Write(connection =>
            connection.Run(
                "INSERT INTO job (id, client, body, state, place, created, owner, texts) VALUES ($id, $client, "
                    + "$body, $state, $place, $created, $owner, $texts)",
                ("$id", Name(job.Id)),
                ("$client", job.Client),
                ("$body", StudioJson.Write(job.Order)),
                ("$state", (int)job.State),
                ("$place", place),
                ("$created", Stored(job.Created)),
                ("$owner", job.Owner),
                ("$texts", job.Order.Texts is { } texts ? StudioJson.Write(texts) : null)
            )
        );

    /// <summary>Jobs that have not ended, in order.</summary>
    public IReadOnlyList<StoredJob> Open() => Read("WHERE state < 2 ORDER BY place, created, id");

    /// <summary>Jobs that ended, newest first.</summary>
    public IReadOnlyList<StoredJob> Ended(int most) =>
        Read("WHERE state >= 2 ORDER BY ended DESC, id LIMIT $most", ("$most", most));

    /// <summary>Jobs of an owner that ended, newest first.</summary>
    public IReadOnlyList<StoredJob> Ended(int most, string owner) =>
        Read(
            "WHERE state >= 2 AND owner = $owner ORDER BY ended DESC, id LIMIT $most",
            ("$most", most),
            ("$owner", owner)
        );

    /// <summary>How many pictures of an owner were drawn since a time, and when the first of them was.</summary>
    public (int Count, DateTimeOffset? First) PicturesOf(string owner, DateTimeOffset since) =>
        database.Read(connection =>
            connection
                .Rows(
                    "SELECT count(*), min(created) FROM picture WHERE owner = $owner AND created >= $since",
                    row => (row.GetInt32(0), row.IsDBNull(1) ? (DateTimeOffset?)null : row.Time(1)),
                    ("$owner", owner),
                    ("$since", Stored(since))
                )
                .Single()
        );

    /// <summary>The job, or null.</summary>
    public StoredJob? Find(Guid id) => Read("WHERE id = $id", ("$id", Name(id))).FirstOrDefault();

    /// <summary>Starts a waiting job. Returns the number of its starts; 0 if it no longer waits.</summary>
    public int Begin(Guid id, DateTimeOffset now) =>
        database.Write(
            connection =>
                (int)
                    connection.Value<long>(
                        "UPDATE job SET state = 1, started = $now, begun = begun + 1, place = 0 WHERE id = "
                            + "$id AND state < 2 RETURNING begun",
                        ("$id", Name(id)),
                        ("$now", Stored(now))
                    ),
            flush: false
        ); // a power cut begins it anew either way

    /// <summary>Ends an open job without pictures. False if it has ended already.</summary>
    public bool End(Guid id, JobState state, string? error, int steps, DateTimeOffset now) =>
        0
        < database.Write(connection =>
            connection.Run(
                "UPDATE job SET state = $state, error = $error, ended = $now, steps = $steps, texts = NULL WHERE "
                    + "id = $id AND state < 2",
                ("$id", Name(id)),
                ("$state", (int)state),
                ("$error", error),
                ("$now", Stored(now)),
                ("$steps", steps)
            )
        );

    /// <summary>Ends the running job, in the transaction that adds its pictures.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled meanwhile; the transaction must be rolled
    /// back.</exception>
    public static void Finish(
        SqliteConnection connection,
        Guid id,
        int steps,
        IReadOnlyList<string> warnings,
        DateTimeOffset now
    )
    {
        int changed = connection.Run(
            "UPDATE job SET state = 2, ended = $now, steps = $steps, texts = NULL WHERE id = $id AND state = 1",
            ("$id", Name(id)),
            ("$now", Stored(now)),
            ("$steps", steps)
        );
        if (changed == 0)
            throw new OperationCanceledException("The job was cancelled while its pictures were written.");
        Warn(connection, id, warnings);
    }

    /// <summary>Stores a job's warnings, in the transaction that adds its pictures.</summary>
    public static void Warn(SqliteConnection connection, Guid id, IReadOnlyList<string> warnings)
    {
        if (warnings.Count == 0)
            return;
        connection.Run(
            "UPDATE job SET warnings = $warnings WHERE id = $id",
            ("$id", Name(id)),
            ("$warnings", StudioJson.Write(warnings))
        );
    }

    /// <summary>
    /// Puts the running job back before all others. Its start does not count, because the server ends in an orderly
    /// way.
    /// </summary>
    public void PutBack(Guid id) =>
        database.Write(connection =>
            connection.Run(
                "UPDATE job SET state = 0, started = NULL, begun = max(0, begun - 1) WHERE id = $id AND state = 1",
                ("$id", Name(id))
            )
        );

    /// <summary>After a crash: puts the previously running job back before all others.</summary>
    public void PutBackAll() =>
        database.Write(connection => connection.Run("UPDATE job SET state = 0, started = NULL WHERE state = 1"));

    /// <summary>Stores a new order of waiting jobs.</summary>
    public void Arrange(IReadOnlyList<Guid> waiting) =>
        database.Write(connection =>
        {
            for (int i = 0; i < waiting.Count; i++)
                connection.Run(
                    "UPDATE job SET place = $place WHERE id = $id AND state = 0",
                    ("$place", i + 1),
                    ("$id", Name(waiting[i]))
                );
        });

    /// <summary>Names of uploads that jobs still need.</summary>
    public IReadOnlySet<string> UploadsInUse() =>
        database
            .Read(connection =>
                connection.Rows(
                    "SELECT json_extract(body, '$.source'), json_extract(body, '$.mask') FROM job WHERE "
                        + "json_valid(body)",
                    row =>
                        new[] { row.IsDBNull(0) ? null : row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1) }
                )
            )
            .SelectMany(names => names)
            .OfType<string>()
            .ToHashSet();

    /// <summary>Deletes jobs that ended long ago and have no pictures.</summary>
    public int Purge(DateTimeOffset before) =>
        database.Write(connection =>
            connection.Run(
                "DELETE FROM job WHERE state >= 2 AND ended < $before AND NOT EXISTS (SELECT 1 FROM picture "
                    + "WHERE picture.job = job.id)",
                ("$before", Stored(before))
            )
        );

    /// <summary>Deletes the ended jobs of an owner.</summary>
    public int RemoveOf(string owner) =>
        database.Write(connection =>
            connection.Run("DELETE FROM job WHERE state >= 2 AND owner = $owner", ("$owner", owner))
        );

    internal static string Name(Guid id) => id.ToString("N");

    private static long Stored(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    /// <summary>Reads rows; those that are damaged beyond their request are ignored.</summary>
    private StoredJob[] Read(string which, params (string, object?)[] values) =>
        [
            .. database
                .Read(connection => connection.Rows($"SELECT {Columns} FROM job {which}", Read, values))
                .OfType<StoredJob>(),
        ];

    private static StoredJob? Read(SqliteDataReader row)
    {
        try
        {
            (JobRequest order, string? fault) = StoredRequest.Read(row.GetString(2));
            Job job = new(
                Guid.ParseExact(row.GetString(0), "N"),
                row.GetString(1),
                order,
                StoredValue.Enum<JobState>(row.GetInt32(3)),
                row.Time(4)
            )
            {
                Owner = row.GetString(12),
                Started = row.MaybeTime(5),
                Ended = row.MaybeTime(6),
                Error = row.IsDBNull(7) ? null : row.GetString(7),
                Warnings = row.IsDBNull(10) ? [] : Sentences(row.GetString(10)),
                Pictures = row.IsDBNull(9)
                    ? []
                    :
                    [
                        .. row.GetString(9)
                            .Split(',')
                            .Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture)),
                    ],
            };
            return new StoredJob(job, row.GetInt32(8), row.GetInt32(11), fault);
        }
        catch (Exception error) when (StoredValue.IsBad(error))
        {
            return null;
        }
    }

    /// <summary>Parses a list of warnings; a damaged list is empty, so that the job is not lost.</summary>
    private static IReadOnlyList<string> Sentences(string json)
    {
        try
        {
            return [.. (StudioJson.Read<string?[]?>(json) ?? []).OfType<string>()];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

/// <summary>A job with its number of steps.</summary>
/// <param name="Job">The job.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Begun">How often it was begun; a server that ended orderly took its own back.</param>
/// <param name="Fault">Why its request must not be drawn; null if it is readable.</param>
internal sealed record StoredJob(Job Job, int Steps, int Begun, string? Fault = null);
