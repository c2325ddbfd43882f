namespace Hippogriff.Studio.Upkeep;

/// <summary>Kinds of findings in a studio's folder.</summary>
public enum StudioFindingKind
{
    /// <summary>There is no database, or an empty one.</summary>
    DatabaseMissing,

    /// <summary>The database is damaged, or not a studio's.</summary>
    DatabaseDamaged,

    /// <summary>A row of the gallery cannot be read.</summary>
    PictureUnreadable,

    /// <summary>A row of the gallery has no file.</summary>
    PictureMissing,

    /// <summary>A picture's file is damaged or contradicts the database.</summary>
    PictureDamaged,

    /// <summary>A picture that Hippogriff drew is not in the gallery.</summary>
    PictureUnknown,

    /// <summary>A picture's kept steps are damaged, missing or contradict the database.</summary>
    StepsDamaged,

    /// <summary>A foreign file is in one of the studio's folders.</summary>
    Stray,

    /// <summary>An upload's content does not match its name.</summary>
    UploadDamaged,

    /// <summary>A job needs a missing upload.</summary>
    UploadMissing,

    /// <summary>A job cannot be read.</summary>
    JobUnreadable,

    /// <summary>A training's record cannot be read.</summary>
    TrainingUnreadable,
}

/// <summary>A finding.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Path">File in the studio's folder, with slashes.</param>
/// <param name="Sentence">The problem in one sentence.</param>
public sealed record StudioFinding(StudioFindingKind Kind, string Path, string Sentence);

/// <summary>The result of a check.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="InUse">Whether a server uses it.</param>
/// <param name="Pictures">Number of intact pictures.</param>
/// <param name="Jobs">Number of jobs.</param>
/// <param name="Uploads">Number of intact uploads.</param>
/// <param name="Findings">The findings.</param>
public sealed record StudioReport(
    string Folder,
    bool InUse,
    int Pictures,
    int Jobs,
    int Uploads,
    IReadOnlyList<StudioFinding> Findings
);

/// <summary>The result of a repair.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Done">The repairs, one sentence each; empty if there were none.</param>
/// <param name="SetAside">Folder of files and rows set aside; null if there are none.</param>
/// <param name="Pictures">Number of pictures after the repair.</param>
public sealed record RepairReport(string Folder, IReadOnlyList<string> Done, string? SetAside, int Pictures);
