namespace Hippogriff.Studio.Upkeep;

/// <summary>What may be wrong with a studio's folder.</summary>
public enum StudioFindingKind
{
    /// <summary>There is no database, or one without a byte.</summary>
    DatabaseMissing,

    /// <summary>The database is damaged, or no studio's.</summary>
    DatabaseDamaged,

    /// <summary>A row of the gallery cannot be read.</summary>
    PictureUnreadable,

    /// <summary>A row of the gallery has no file.</summary>
    PictureMissing,

    /// <summary>A picture's file is damaged, or says other things than the database.</summary>
    PictureDamaged,

    /// <summary>A picture that Hippogriff drew is not in the gallery.</summary>
    PictureUnknown,

    /// <summary>A picture's kept steps are damaged, missing, or others than the database says.</summary>
    StepsDamaged,

    /// <summary>A file lies where only the studio's own do.</summary>
    Stray,

    /// <summary>An upload's content is not what its name says.</summary>
    UploadDamaged,

    /// <summary>A job's order needs an upload that is not there.</summary>
    UploadMissing,

    /// <summary>A job cannot be read.</summary>
    JobUnreadable,

    /// <summary>A training's record cannot be read.</summary>
    TrainingUnreadable,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Kind">What sort of thing.</param>
/// <param name="Path">File in the studio's folder, with slashes.</param>
/// <param name="Sentence">What is wrong with it.</param>
public sealed record StudioFinding(StudioFindingKind Kind, string Path, string Sentence);

/// <summary>How a studio's folder stands.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="InUse">A server works in it.</param>
/// <param name="Pictures">Pictures of the gallery that are whole.</param>
/// <param name="Jobs">Jobs in the database.</param>
/// <param name="Uploads">Uploads that are whole.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record StudioReport(
    string Folder,
    bool InUse,
    int Pictures,
    int Jobs,
    int Uploads,
    IReadOnlyList<StudioFinding> Findings
);

/// <summary>What a repair did.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Done">What was mended, a sentence each; none where all was well.</param>
/// <param name="SetAside">Folder in which files and rows lie that the studio can do nothing with; null if there are
/// none.</param>
/// <param name="Pictures">Pictures of the gallery now.</param>
public sealed record RepairReport(string Folder, IReadOnlyList<string> Done, string? SetAside, int Pictures);
