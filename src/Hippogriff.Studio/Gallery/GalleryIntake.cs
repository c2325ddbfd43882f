using System.Globalization;
using Hippogriff.Files;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Storage;
using Hippogriff.Texts;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Gallery;

/// <summary>The result of reconciling a gallery's files.</summary>
/// <param name="Taken">Number of pictures added.</param>
/// <param name="Aside">Number of files set aside.</param>
internal sealed record IntakeResult(int Taken, int Aside);

/// <summary>
/// Reconciles files and database rows of a gallery when it is opened. A picture without a row is added again from its
/// embedded settings. After a lost, empty or older database, only favourites, the recycle bin and jobs are lost. Files
/// that Hippogriff did not draw are set aside, and so are pictures of a job that will be drawn again. Nothing is
/// deleted.
/// </summary>
internal sealed class GalleryIntake(StudioDatabase database, PictureFiles files, DataFolder folder)
{
    private const int Batch = 500;
    private static readonly TimeSpan s_day = TimeSpan.FromDays(1);
    private readonly HashSet<long> _known = database.Read(connection =>
        connection.Rows("SELECT id FROM picture", row => row.GetInt64(0)).ToHashSet()
    );
    private long _last;

    /// <summary>A file in the picture folder without a row.</summary>
    private sealed record Unknown(string Path, long? Number, GenerationSettings? Settings);

    /// <summary>Runs the reconciliation.</summary>
    public IntakeResult Run()
    {
        string[] steps = Files(files.StepsFolder);
        Unknown[] unknown =
        [
            .. Files(files.PicturesFolder)
                .Where(file => !(PictureFiles.NumberOf(file, ".png") is { } id && _known.Contains(id)))
                .AsParallel()
                .AsOrdered()
                .Select(file => new Unknown(file, PictureFiles.NumberOf(file, ".png"), StudioMark.SettingsOf(file))),
        ];
        _last = Highest(steps, unknown);
        ILookup<bool, Unknown> again = unknown
            .Where(file => file.Settings is not null)
            .ToLookup(IsDrawnAgain(OpenOrders()));
        int taken = TakeIn([
            .. again[false]
                .OrderBy(file => file.Number ?? long.MaxValue)
                .ThenBy(file => file.Path, StringComparer.Ordinal),
        ]);
        string[] foreign = [.. unknown.Where(file => file.Settings is null).Select(file => file.Path)],
            half = [.. again[true].Select(file => file.Path)];
        string[] alone =
        [
            .. steps.Where(file => !(PictureFiles.NumberOf(file, ".zip") is { } id && _known.Contains(id))),
        ];
        folder.Aside.TakeAll(foreign, PictureFiles.Pictures, "not drawn by Hippogriff, or damaged");
        folder.Aside.TakeAll(half, PictureFiles.Pictures, "of a job that was broken off and will be drawn again");
        folder.Aside.TakeAll(alone, PictureFiles.Steps, "of no picture in the gallery");
        return new IntakeResult(taken, foreign.Length + half.Length + alone.Length + SetUploadsAside());
    }

    /// <summary>
    /// Files in one of the studio's folders, without system files and temporary files; empty if the folder does not
    /// exist.
    /// </summary>
    internal static string[] Files(string path) =>
        !Directory.Exists(path)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(path)
                    .Where(file =>
                        Path.GetFileName(file) is var name
                        && !StudioMark.IsClutter(name)
                        && !AtomicFile.IsTemporary(name)
                    )
                    .Order(StringComparer.Ordinal),
            ];

    private long Highest(string[] steps, Unknown[] unknown) =>
        _known
            .Concat(
                unknown
                    .Select(file => file.Number)
                    .Concat(steps.Select(file => PictureFiles.NumberOf(file, ".zip")))
                    .OfType<long>()
            )
            .Append(
                database.Read(connection =>
                    connection.Value<long?>("SELECT seq FROM sqlite_sequence WHERE name = " + "'picture'")
                ) ?? 0
            )
            .Max();

    /// <summary>
    /// Whether a picture belongs to a waiting job: a server killed before it wrote the row will draw it again, byte for
    /// byte.
    /// </summary>
    private static Func<Unknown, bool> IsDrawnAgain(JobRequest[] open) =>
        file =>
            open.Any(order =>
                order.Prompt == file.Settings!.Prompt
                && order.Seed is { } seed
                && file.Settings.Seed >= seed
                && file.Settings.Seed - seed < order.Count
            );

    private JobRequest[] OpenOrders() =>
        [
            .. database
                .Read(connection =>
                    connection.Rows("SELECT body FROM job WHERE state < 2", row => StoredRequest.Read(row.GetString(0)))
                )
                .Where(read => read.Fault is null)
                .Select(read => read.Order),
        ];

    private int TakeIn(Unknown[] pictures)
    {
        List<(long Id, Unknown File)> taken = [];
        foreach (Unknown file in pictures)
        {
            if ((file.Number is { } own && _known.Add(own) ? own : Renumbered(file)) is { } id)
                taken.Add((id, file));
        }
        foreach ((long Id, Unknown File)[] some in taken.Chunk(Batch))
            database.Write(connection =>
            {
                foreach ((long id, Unknown file) in some)
                    Insert(connection, id, file.Settings!);
            });
        if (taken.Count == 0)
            return 0;
        string pictureWords = Counted.Grouped(taken.Count, "picture"),
            were = Counted.Noun(taken.Count, "was", "were");
        folder.Note(
            database.IsNew
                ? $"The studio's database was missing or empty, so {pictureWords} of its folder {were} taken in again. "
                    + "Jobs, likes and the waste bin were only in the database."
                : $"{pictureWords} of the studio's folder that its database did not know {were} taken in."
        );
        return taken.Count;
    }

    /// <summary>Renames a picture with another name or format to a new id; null if it is set aside instead.</summary>
    private long? Renumbered(Unknown file)
    {
        while (files.Has(++_last) || !_known.Add(_last)) { }
        try
        {
            byte[] png = Path.GetExtension(file.Path).Equals(".png", StringComparison.OrdinalIgnoreCase)
                ? File.ReadAllBytes(file.Path)
                : ImageEncoding.Encode(ImageFile.Read(file.Path), ImageFormat.Png, file.Settings!);
            DateTime written = File.GetLastWriteTimeUtc(file.Path);
            if (!AtomicFile.TryWriteNew(files.PicturePath(_last), png))
                return null;
            File.SetLastWriteTimeUtc(files.PicturePath(_last), written);
            folder.Aside.Take(file.Path, PictureFiles.Pictures);
            return _last;
        }
        catch (HippogriffException error) when (error is not DiskFullException)
        {
            _known.Remove(_last);
            folder.Aside.TakeAll([file.Path], PictureFiles.Pictures, "damaged");
            return null;
        }
    }

    private void Insert(SqliteConnection connection, long id, GenerationSettings settings) =>
        PictureRow.Insert(
            connection,
            id,
            Guid.Empty,
            settings,
            files.Levels(id).Count,
            new DateTimeOffset(File.GetLastWriteTimeUtc(files.PicturePath(id)))
        );

    /// <summary>
    /// Sets uploads aside if the jobs are lost. It is then unknown which are needed, and they would soon be removed.
    /// </summary>
    private int SetUploadsAside()
    {
        string uploads = folder.In(Uploads.FolderName);
        if (!database.IsNew || !Directory.Exists(uploads))
            return 0;
        DateTime now = File.GetLastWriteTimeUtc(folder.In(StudioDatabase.FileName));
        string[] old = [.. Files(uploads).Where(file => now - File.GetLastWriteTimeUtc(file) > s_day)];
        folder.Aside.TakeAll(old, Uploads.FolderName, "uploaded for jobs that are lost with the database");
        return old.Length;
    }
}
