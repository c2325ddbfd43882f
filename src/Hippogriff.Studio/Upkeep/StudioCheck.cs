using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Studio.Trainings;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Upkeep;

/// <summary>Checks a studio's folder without changes, also while a server runs.</summary>
public static class StudioCheck
{
    /// <summary>Runs the check.</summary>
    /// <param name="path">The studio's folder.</param>
    /// <param name="progress">Receives the finished share, 0 to 1.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="HippogriffException">It is not a studio's folder, or has a newer version.</exception>
    public static StudioReport Run(string path, IProgress<double>? progress = null, CancellationToken stop = default)
    {
        string folder = DataFolder.RequireStudio(path);
        bool inUse = DataFolder.IsHeld(folder);
        List<StudioFinding> findings = [];
        PictureFiles files = new(folder);
        IReadOnlyList<PictureState> pictures = [];
        int jobs = 0;
        try
        {
            using SqliteConnection? connection = Open(folder, findings);
            if (connection is not null)
            {
                pictures = PictureState.All(connection, files, progress, stop);
                jobs = (int)connection.Value<long>("SELECT count(*) FROM job");
                findings.AddRange(Jobs(connection, folder));
            }
        }
        catch (Exception error) when (error is SqliteException or StudioDamagedException)
        {
            findings.Add(
                new(
                    StudioFindingKind.DatabaseDamaged,
                    StudioDatabase.FileName,
                    error is SqliteException ? $"The database is damaged: {error.Message.TrimEnd('.')}." : error.Message
                )
            );
        }
        findings.AddRange(pictures.SelectMany(picture => picture.Findings()));
        findings.AddRange(Unknown(folder, files, [.. pictures.Select(picture => picture.Id)], inUse));
        (int uploads, IReadOnlyList<StudioFinding> wrong) = Uploads(folder, stop);
        findings.AddRange(wrong);
        findings.AddRange(Trainings(folder));
        return new StudioReport(path, inUse, pictures.Count(picture => picture.IsWhole), jobs, uploads, findings);
    }

    /// <summary>Opens the database for reading; null if there is no readable one.</summary>
    private static SqliteConnection? Open(string folder, List<StudioFinding> findings)
    {
        string path = Path.Combine(folder, StudioDatabase.FileName);
        foreach (string file in StudioDatabase.Companions.Select(name => Path.Combine(folder, name)).Prepend(path))
            if (Directory.Exists(file))
                throw StudioDatabase.IsFolder(file);
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
        {
            findings.Add(
                new(
                    StudioFindingKind.DatabaseMissing,
                    StudioDatabase.FileName,
                    $"There is no database, or an empty one; the next start of the studio takes the pictures in again."
                )
            );
            return null;
        }
        SqliteConnection connection = new(StudioDatabase.Connect(path, SqliteOpenMode.ReadOnly, pooling: false));
        try
        {
            connection.Open();
            Migrations.RequireKnown(connection, path);
            foreach (string said in DatabaseHealth.Check(connection))
                findings.Add(
                    new(
                        StudioFindingKind.DatabaseDamaged,
                        StudioDatabase.FileName,
                        $"The database is damaged: {said.TrimEnd('.')}."
                    )
                );
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static IEnumerable<StudioFinding> Jobs(SqliteConnection connection, string folder)
    {
        foreach (
            (string id, string body, bool open) in connection.Rows(
                "SELECT id, body, state < 2 FROM job",
                row => (row.GetString(0), row.GetString(1), row.GetBoolean(2))
            )
        )
        {
            string row = $"{StudioDatabase.FileName}#job/{id}";
            (JobRequest order, string? fault) = StoredRequest.Read(body);
            if (!Guid.TryParseExact(id, "N", out _))
                yield return new(
                    StudioFindingKind.JobUnreadable,
                    row,
                    $"A job is called {Weights.Quoted.Name(id)}, " + $"which is not a job name."
                );
            else if (fault is not null)
                yield return new(StudioFindingKind.JobUnreadable, row, $"Job {id}: {fault}");
            else if (open)
                foreach (
                    string upload in new[] { order.Source, order.Mask }
                        .OfType<string>()
                        .Where(upload =>
                            !File.Exists(
                                Path.Combine(folder, Hippogriff.Studio.Jobs.Uploads.FolderName, upload + ".png")
                            )
                        )
                )
                    yield return new(
                        StudioFindingKind.UploadMissing,
                        row,
                        $"Job {id} waits and needs the upload {Weights.Quoted.Name(upload)}, which is gone."
                    );
        }
    }

    /// <summary>Files without a row. Checks again for files that a running server has just added.</summary>
    private static IEnumerable<StudioFinding> Unknown(
        string folder,
        PictureFiles files,
        HashSet<long> known,
        bool inUse
    )
    {
        (string Name, string Ending)[] places = [(PictureFiles.Pictures, ".png"), (PictureFiles.Steps, ".zip")];
        foreach ((string name, string ending) in places)
        {
            string[] unknown =
            [
                .. GalleryIntake
                    .Files(Path.Combine(folder, name))
                    .Where(file => !(PictureFiles.NumberOf(file, ending) is { } id && known.Contains(id))),
            ];
            if (unknown.Length > 0 && inUse)
                known.UnionWith(KnownNow(folder));
            foreach (
                string file in unknown.Where(file =>
                    !(PictureFiles.NumberOf(file, ending) is { } id && known.Contains(id))
                )
            )
            {
                string shown = $"{name}/{Path.GetFileName(file)}";
                yield return ending == ".png" && StudioMark.SettingsOf(file) is not null
                    ? new(
                        StudioFindingKind.PictureUnknown,
                        shown,
                        $"'{shown}' is a picture that Hippogriff drew, and " + $"not in the gallery."
                    )
                    : new(StudioFindingKind.Stray, shown, $"'{shown}' belongs to no picture of the gallery.");
            }
        }
    }

    private static IEnumerable<long> KnownNow(string folder)
    {
        using SqliteConnection connection = new(
            StudioDatabase.Connect(
                Path.Combine(folder, StudioDatabase.FileName),
                SqliteOpenMode.ReadOnly,
                pooling: false
            )
        );
        try
        {
            connection.Open();
            return connection.Rows("SELECT id FROM picture", row => row.GetInt64(0));
        }
        catch (SqliteException)
        {
            return [];
        }
    }

    private static (int Whole, IReadOnlyList<StudioFinding> Findings) Uploads(string folder, CancellationToken stop)
    {
        List<StudioFinding> findings = [];
        int whole = 0;
        foreach (string file in GalleryIntake.Files(Path.Combine(folder, Hippogriff.Studio.Jobs.Uploads.FolderName)))
        {
            stop.ThrowIfCancellationRequested();
            string shown = $"{Hippogriff.Studio.Jobs.Uploads.FolderName}/{Path.GetFileName(file)}";
            if (!Hippogriff.Studio.Jobs.Uploads.IsOurs(new FileInfo(file)))
                findings.Add(new(StudioFindingKind.Stray, shown, $"'{shown}' is not an upload of this studio."));
            else if (!Hippogriff.Studio.Jobs.Uploads.IsWhole(file))
                findings.Add(
                    new(
                        StudioFindingKind.UploadDamaged,
                        shown,
                        $"'{shown}' is damaged: its pixels do not match its name."
                    )
                );
            else
                whole++;
        }
        return (whole, findings);
    }

    private static IEnumerable<StudioFinding> Trainings(string folder)
    {
        foreach (StoredRun run in StoredRun.Below(Path.Combine(folder, StudioModels.TrainingsFolder)))
        {
            StudioFinding? wrong = null;
            try
            {
                run.Read();
            }
            catch (HippogriffException error)
            {
                wrong = new(
                    StudioFindingKind.TrainingUnreadable,
                    $"{StudioModels.TrainingsFolder}/{run.Name}/run.json",
                    error.Message
                );
            }
            if (wrong is not null)
                yield return wrong;
        }
    }
}
