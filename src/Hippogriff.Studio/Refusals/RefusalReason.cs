namespace Hippogriff.Studio.Refusals;

/// <summary>
/// What kind of refusal it is. The pages have a text for each in every language, in their room "Refused", by the same
/// name.
/// </summary>
internal enum RefusalKind
{
    /// <summary>A job is more work than is allowed. Values: millions of pixels, how many are allowed.</summary>
    TooMuchWork,

    /// <summary>A job needs more memory than there is. Values: megabytes, how many there are.</summary>
    TooMuchMemory,

    /// <summary>A text is too long. Values: characters, how many are allowed.</summary>
    TextTooLong,

    /// <summary>A number is above the server's own limit. Values: the number, the limit.</summary>
    NumberTooLarge,

    /// <summary>A number is out of its range. Values: the number, the smallest and the largest allowed.</summary>
    NumberOutside,

    /// <summary>A side is not a multiple of what the model needs. Values: the side, the number, the model.</summary>
    NoMultiple,

    /// <summary>A LoRA is of another model. Values: the LoRA, its model and hash, the model to draw with and hash.
    /// </summary>
    LoraOfOther,

    /// <summary>An upload has too many bytes. Values: megabytes, how many are allowed.</summary>
    UploadTooLarge,

    /// <summary>An upload is not a picture that can be read.</summary>
    NoPicture,

    /// <summary>An upload has too many pixels. Value: how many megapixels are allowed.</summary>
    PictureTooLarge,

    /// <summary>All uploads together take too much. Value: megabytes that are allowed.</summary>
    UploadsFull,

    /// <summary>An upload is not there any more.</summary>
    UploadGone,

    /// <summary>Too many uploads are read at once.</summary>
    UploadsBusy,

    /// <summary>Another run trains. Value: its name.</summary>
    TrainingBusy,

    /// <summary>The server ends, and trains nothing more.</summary>
    ServerEnds,

    /// <summary>The key may look and not draw.</summary>
    OnlyLooks,

    /// <summary>The name tag of a pupil counts no more.</summary>
    NotInClass,

    /// <summary>The key was taken away.</summary>
    KeyGone,
}

/// <summary>
/// Why something was refused, for pages that say it in their language. It goes with the exception, whose message stays
/// the English sentence of APIs and logs.
/// </summary>
/// <param name="Kind">The kind.</param>
/// <param name="Values">What stands in the places of its text.</param>
internal sealed record RefusalReason(RefusalKind Kind, IReadOnlyList<object?> Values)
{
    private static readonly object s_key = new();

    /// <summary>The reason of an exception; null if only its message is known.</summary>
    public static RefusalReason? Of(Exception error) => error.Data[s_key] as RefusalReason;

    /// <summary>The exception with this reason.</summary>
    public static T Give<T>(T error, RefusalReason reason)
        where T : HippogriffException
    {
        error.Data[s_key] = reason;
        return error;
    }
}

/// <summary>Gives exceptions their reason.</summary>
internal static class RefusalReasons
{
    /// <summary>The same exception, with its reason for pages in other languages.</summary>
    public static T Because<T>(this T error, RefusalKind kind, params IReadOnlyList<object?> values)
        where T : HippogriffException => RefusalReason.Give(error, new RefusalReason(kind, values));
}
