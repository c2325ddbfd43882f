namespace Hippogriff.Data.Folders;

/// <summary>What can be remarked about a picture or a folder.</summary>
public enum FindingKind
{
    /// <summary>It cannot be read, so it is skipped.</summary>
    Broken,

    /// <summary>It has no caption, so it is skipped.</summary>
    NoCaption,

    /// <summary>The same picture is there again.</summary>
    Duplicate,

    /// <summary>Its caption is not in UTF-8, and was read all the same.</summary>
    Encoding,

    /// <summary>Its caption has more words than are read.</summary>
    LongCaption,

    /// <summary>Its caption is in a script that puts no spaces between words.</summary>
    NoSpaces,

    /// <summary>It has fewer pixels than training takes.</summary>
    Small,

    /// <summary>More than a third of it is cut off.</summary>
    CutOff,

    /// <summary>It is an animation; its first picture is read.</summary>
    Animated,

    /// <summary>It is laid on white where it is transparent.</summary>
    Transparent,

    /// <summary>It is turned as the camera says.</summary>
    Turned,

    /// <summary>Its colours are turned into sRGB, with eight bits.</summary>
    Colours,

    /// <summary>Something about the folder as a whole.</summary>
    Folder,
}

/// <summary>One remark.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Path">The picture; the folder for <see cref="FindingKind.Folder"/>.</param>
/// <param name="Sentence">The remark in a sentence that names it.</param>
public sealed record PictureFinding(FindingKind Kind, string Path, string Sentence);

/// <summary>A picture that can be trained on.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Width">Columns as it is looked at.</param>
/// <param name="Height">Rows.</param>
/// <param name="Captions">What is said of it.</param>
public sealed record CheckedPicture(string Path, int Width, int Height, IReadOnlyList<string> Captions);

/// <summary>What a check found.</summary>
/// <param name="Pictures">The pictures that can be trained on.</param>
/// <param name="Findings">The remarks, kind by kind.</param>
/// <param name="Buckets">How many pictures fit which proportions best.</param>
/// <param name="Words">Different words in the captions.</param>
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
    /// <summary>"12 to 80x48", in sentences about what is cut.</summary>
    public override string ToString() => FormattableString.Invariant($"{Pictures:N0} to {Width}x{Height}");
}
