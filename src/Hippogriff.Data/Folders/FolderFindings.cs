namespace Hippogriff.Data.Folders;

/// <summary>Kinds of remarks about a picture or a folder.</summary>
public enum FindingKind
{
    /// <summary>It cannot be read, so it is skipped.</summary>
    Broken,

    /// <summary>It has no caption, so it is skipped.</summary>
    NoCaption,

    /// <summary>The same picture appears more than once.</summary>
    Duplicate,

    /// <summary>Its caption is not UTF-8, but could be read.</summary>
    Encoding,

    /// <summary>Its caption has more words than are read.</summary>
    LongCaption,

    /// <summary>Its caption is in a script without spaces between words.</summary>
    NoSpaces,

    /// <summary>It is smaller than training pictures.</summary>
    Small,

    /// <summary>More than a third of it is cut off.</summary>
    CutOff,

    /// <summary>It is an animation; its first picture is read.</summary>
    Animated,

    /// <summary>Its transparent areas are composited over white.</summary>
    Transparent,

    /// <summary>Its EXIF orientation is applied.</summary>
    Turned,

    /// <summary>Its colours are converted to 8-bit sRGB.</summary>
    Colours,

    /// <summary>Something about the folder as a whole.</summary>
    Folder,
}

/// <summary>One remark.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Path">The picture; the folder for <see cref="FindingKind.Folder"/>.</param>
/// <param name="Sentence">One sentence that names the picture.</param>
public sealed record PictureFinding(FindingKind Kind, string Path, string Sentence);

/// <summary>A picture that can be trained on.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Width">Columns after orientation.</param>
/// <param name="Height">Rows after orientation.</param>
/// <param name="Captions">Its captions.</param>
public sealed record CheckedPicture(string Path, int Width, int Height, IReadOnlyList<string> Captions);

/// <summary>The result of a check.</summary>
/// <param name="Pictures">The pictures that can be trained on.</param>
/// <param name="Findings">The remarks, grouped by kind.</param>
/// <param name="Buckets">Number of pictures per best-fitting bucket.</param>
/// <param name="Words">Number of distinct words in the captions.</param>
public sealed record FolderFindings(
    IReadOnlyList<CheckedPicture> Pictures,
    IReadOnlyList<PictureFinding> Findings,
    IReadOnlyList<BucketCount> Buckets,
    int Words
)
{
    /// <summary>Whether training skips something.</summary>
    public bool Skips => Findings.Any(f => f.Kind is FindingKind.Broken or FindingKind.NoCaption);
}

/// <summary>A size and the number of pictures that it fits best.</summary>
public sealed record BucketCount(int Width, int Height, int Pictures)
{
    /// <summary>"12 to 80x48", for sentences about cropping.</summary>
    public override string ToString() => FormattableString.Invariant($"{Pictures:N0} to {Width}x{Height}");
}
