using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Texts;

namespace Hippogriff.Studio.Upkeep;

/// <summary>
/// Repairs a studio's folder while no server uses it. A damaged database is set aside and rebuilt from its readable
/// rows and the pictures. Unusable files and rows are set aside. Nothing is deleted.
/// </summary>
public static class StudioRepair
{
    /// <summary>Runs the repair.</summary>
    /// <param name="path">The studio's folder.</param>
    /// <param name="clock">Clock for the name of the set-aside folder.</param>
    /// <param name="progress">Receives the finished share, 0 to 1.</param>
    /// <param name="stop">Stops it between two pictures; finished repairs stay.</param>
    /// <exception cref="HippogriffException">It is not a studio's folder, a server uses it, or it cannot be
    /// written.</exception>
    public static RepairReport Run(
        string path,
        TimeProvider? clock = null,
        IProgress<double>? progress = null,
        CancellationToken stop = default
    )
    {
        DataFolder.RequireStudio(path);
        clock ??= TimeProvider.System;
        using DataFolder folder = new(path, clock);
        int open = folder.Notes.Count; // remarks on the folder itself are no repairs
        using StudioDatabase database = Database(folder);
        PictureFiles files = new(folder.Path);
        PictureGallery gallery = new(database, folder, clock, tellUnreadable: false); // takes in, and sets strays aside
        RowsAside aside = new(folder);
        Pictures(folder, database, files, aside, progress, stop);
        Jobs(folder, new JobStore(database), database, aside, clock);
        _ = new Uploads(folder, new Configuration.StudioOptions());
        string[] damaged =
        [
            .. GalleryIntake.Files(folder.In(Uploads.FolderName)).Where(file => !Uploads.IsWhole(file)),
        ];
        folder.Aside.TakeAll(damaged, Uploads.FolderName, "whose pixels are not those that their names say");
        Words(folder, database);
        aside.Write();
        return new RepairReport(path, [.. folder.Notes.Skip(open)], folder.Aside.Folder, gallery.Count);
    }

    /// <summary>The database, rebuilt if it is damaged.</summary>
    private static StudioDatabase Database(DataFolder folder)
    {
        try
        {
            StudioDatabase database = new(folder);
            if (database.Read(connection => DatabaseHealth.Check(connection, most: 1)).Count == 0)
                return database;
            database.Dispose();
        }
        catch (StudioDamagedException) { }
        if (Directory.Exists(folder.In(StudioDatabase.FileName)))
        {
            folder.Aside.TakeAll([folder.In(StudioDatabase.FileName)], "", "a folder where the database belongs");
            return Database(folder);
        }
        string[] companions = [.. StudioDatabase.Companions.Select(folder.In)];
        if (companions.Where(Directory.Exists).ToArray() is { Length: > 0 } folders)
        {
            folder.Aside.TakeAll(folders, "", "where files of the database belong");
            return Database(folder);
        }
        string old = folder.In(folder.Aside.Take(folder.In(StudioDatabase.FileName), ""));
        foreach (string companion in companions.Where(File.Exists))
            folder.Aside.Take(companion, "");
        StudioDatabase made = new(folder);
        (int pictures, int jobs) = Salvage.Copy(old, made, new PictureFiles(folder.Path));
        folder.Note(
            "The database was damaged and is set aside. A new one has what could be read: "
                + $"{Counted.Grouped(pictures, "picture")} and "
                + $"{Counted.Grouped(jobs, "job")} with their likes and waste bin."
        );
        return made;
    }

    private static void Pictures(
        DataFolder folder,
        StudioDatabase database,
        PictureFiles files,
        RowsAside aside,
        IProgress<double>? progress,
        CancellationToken stop
    )
    {
        foreach (
            PictureState picture in database
                .Read(connection => PictureState.All(connection, files, progress, stop))
                .Where(picture => !picture.IsWhole)
        )
        {
            stop.ThrowIfCancellationRequested();
            if (picture.Inside is { } inside)
                Trust(folder, database, files, picture, inside);
            else
                Drop(folder, database, files, picture, aside);
        }
    }

    /// <summary>Updates a row from its intact file.</summary>
    private static void Trust(
        DataFolder folder,
        StudioDatabase database,
        PictureFiles files,
        PictureState picture,
        GenerationSettings inside
    )
    {
        if (picture.Steps is null)
            folder.Aside.TakeAll([files.StepsPath(picture.Id)], PictureFiles.Steps, "damaged");
        database.Write(connection =>
            connection.Run(
                """
                UPDATE picture SET settings = $settings, prompt = $prompt, model = $model, steps = $steps,
                    job = CASE WHEN $readable THEN job ELSE $none END, created = CASE WHEN $readable THEN created ELSE $written END, deleted = CASE WHEN $readable THEN deleted END,
                    favourite = CASE WHEN $readable THEN favourite ELSE favourite = 1 END WHERE id = $id
                """,
                ("$id", picture.Id),
                ("$settings", StudioJson.Write(inside)),
                ("$prompt", inside.Prompt),
                ("$model", inside.Model),
                ("$steps", picture.Steps ?? 0),
                ("$readable", picture.Row is null ? 0 : 1),
                ("$none", JobStore.Name(Guid.Empty)),
                (
                    "$written",
                    new DateTimeOffset(File.GetLastWriteTimeUtc(files.PicturePath(picture.Id))).ToUnixTimeMilliseconds()
                )
            )
        );
        folder.Note(
            $"Picture {picture.Id} is in the gallery as its file says: "
                + $"{string.Join(" ", picture.Findings().Select(finding => finding.Sentence))}"
        );
    }

    /// <summary>Sets a row with a missing or damaged file aside, together with the file.</summary>
    private static void Drop(
        DataFolder folder,
        StudioDatabase database,
        PictureFiles files,
        PictureState picture,
        RowsAside aside
    )
    {
        aside.Keep(database, "picture", picture.Id);
        folder.Aside.TakeAll(
            [.. new[] { files.PicturePath(picture.Id) }.Where(File.Exists)],
            PictureFiles.Pictures,
            "damaged"
        );
        folder.Aside.TakeAll(
            [.. new[] { files.StepsPath(picture.Id) }.Where(File.Exists)],
            PictureFiles.Steps,
            "of a picture that is damaged or gone"
        );
        database.Write(connection => connection.Run("DELETE FROM picture WHERE id = $id", ("$id", picture.Id)));
        folder.Note(
            $"Picture {picture.Id} is out of the gallery: "
                + $"{string.Join(" ", picture.Findings().Select(finding => finding.Sentence))} What the "
                + "database said of "
                + $"it is set aside."
        );
    }

    /// <summary>Marks jobs with unreadable requests as failed and sets the requests aside.</summary>
    private static void Jobs(
        DataFolder folder,
        JobStore store,
        StudioDatabase database,
        RowsAside aside,
        TimeProvider clock
    )
    {
        foreach (
            (string id, string body) in database.Read(connection =>
                connection.Rows("SELECT id, body FROM job", row => (row.GetString(0), row.GetString(1)))
            )
        )
        {
            (JobRequest known, string? fault) = StoredRequest.Read(body);
            bool named = Guid.TryParseExact(id, "N", out Guid job);
            if (fault is null && named)
                continue;
            aside.Keep(database, "job", id);
            if (named)
                store.End(job, JobState.Failed, fault, 0, clock.GetUtcNow());
            if (named)
                database.Write(connection =>
                    connection.Run(
                        "UPDATE job SET body = $body WHERE id = $id",
                        ("$id", id),
                        ("$body", StudioJson.Write(known))
                    )
                );
            else
                database.Write(connection => connection.Run("DELETE FROM job WHERE id = $id", ("$id", id)));
            folder.Note(
                named
                    ? $"Job {id} has failed, and its order as it stood is set aside: {fault}"
                    : "A job without a name that can be is set aside."
            );
        }
    }

    /// <summary>Rebuilds the full-text index from the rows.</summary>
    private static void Words(DataFolder folder, StudioDatabase database)
    {
        if (database.Read(connection => DatabaseHealth.Check(connection, most: 1)).Count == 0)
            return;
        database.Write(connection =>
            connection.Run("INSERT INTO picture_words (picture_words) VALUES ('rebuild'); " + "REINDEX")
        );
        folder.Note("The word index was rebuilt.");
    }
}
