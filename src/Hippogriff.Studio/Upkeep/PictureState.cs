using Hippogriff.Imaging.Codecs;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Upkeep;

/// <summary>A row of the gallery checked against its files.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Row">The row; null if it cannot be read.</param>
/// <param name="HasFile">Whether the picture's file exists.</param>
/// <param name="Inside">Settings in the file; null if it is damaged or has none.</param>
/// <param name="Steps">Number of readable kept steps; null if their file is damaged.</param>
internal sealed record PictureState(long Id, GalleryPicture? Row, bool HasFile, GenerationSettings? Inside, int? Steps)
{
    /// <summary>Whether row and files are consistent.</summary>
    public bool IsWhole => Row is not null && Inside == Row.Settings && Steps == Row.Steps;

    /// <summary>All rows of a database with the state of their files; every picture is decoded.</summary>
    public static IReadOnlyList<PictureState> All(
        SqliteConnection connection,
        PictureFiles files,
        IProgress<double>? progress,
        CancellationToken stop
    )
    {
        (long Id, GalleryPicture? Row)[] rows =
        [
            .. connection.Rows(
                $"SELECT {PictureRow.Columns} FROM picture ORDER " + $"BY id",
                row => (row.GetInt64(0), PictureRow.Read(row))
            ),
        ];
        int done = 0;
        return
        [
            .. rows.AsParallel()
                .AsOrdered()
                .WithCancellation(stop)
                .Select(row =>
                {
                    PictureState state = new(
                        row.Id,
                        row.Row,
                        File.Exists(files.PicturePath(row.Id)),
                        Whole(files.PicturePath(row.Id)),
                        files.WholeSteps(row.Id)
                    );
                    progress?.Report((double)Interlocked.Increment(ref done) / rows.Length);
                    return state;
                }),
        ];
    }

    /// <summary>Settings of a file with correct checksums and decodable pixels.</summary>
    private static GenerationSettings? Whole(string file)
    {
        try
        {
            if (StudioMark.SettingsOf(file) is not { } settings)
                return null;
            ImageFile.Read(file);
            return settings;
        }
        catch (HippogriffException)
        {
            return null;
        }
    }

    /// <summary>Its findings.</summary>
    public IEnumerable<StudioFinding> Findings()
    {
        string file = $"{PictureFiles.Pictures}/{Id}.png";
        if (Row is null)
            yield return new(
                StudioFindingKind.PictureUnreadable,
                file,
                $"What the database says of " + $"picture {Id} cannot be read."
            );
        if (!HasFile)
            yield return new(
                StudioFindingKind.PictureMissing,
                file,
                $"Picture {Id} is in the database and " + $"its file '{file}' is gone."
            );
        else if (Inside is null)
            yield return new(
                StudioFindingKind.PictureDamaged,
                file,
                $"'{file}' is damaged, or " + $"not the picture that the studio drew."
            );
        else if (Row is not null && Inside != Row.Settings)
            yield return new(
                StudioFindingKind.PictureDamaged,
                file,
                $"'{file}' says that it was drawn in another way " + $"than the database says."
            );
        if (Row is not null && HasFile && Steps != Row.Steps)
            yield return new(
                StudioFindingKind.StepsDamaged,
                $"{PictureFiles.Steps}/{Id}.zip",
                $"The kept steps of picture {Id} are {(Steps is null ? "damaged" : $"{Steps} and not {Row.Steps}")}."
            );
    }
}
