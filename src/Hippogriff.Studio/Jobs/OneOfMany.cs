using Hippogriff.Files;

namespace Hippogriff.Studio.Jobs;

/// <summary>Reads one of many items in a folder, so that an error affects only that item.</summary>
internal static class OneOfMany
{
    /// <summary>
    /// The result of <paramref name="read"/>, or of <paramref name="damaged"/> with the reason in one sentence.
    /// </summary>
    public static T Read<T>(Func<T> read, Func<string, T> damaged)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (IsItsOwn(error))
        {
            return damaged(Sentence(error));
        }
    }

    /// <summary>Whether an error is caused by the item, not by the machine or the caller.</summary>
    public static bool IsItsOwn(Exception error) => error is not (OutOfMemoryException or OperationCanceledException);

    /// <summary>One sentence without a path.</summary>
    public static string Sentence(Exception error) =>
        error switch
        {
            HippogriffException known => known.MessageWithoutPaths,
            IOException or UnauthorizedAccessException =>
                $"It cannot be read: {NamesOnly.Of(error.Message).TrimEnd('.')}.",
            _ => $"It is damaged in a way that is not known here ({error.GetType().Name}).",
        };

    /// <summary>The same for an item requested by name.</summary>
    /// <exception cref="HippogriffException">It cannot be read.</exception>
    public static T Named<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (IsItsOwn(error) && error is not HippogriffException)
        {
            throw new HippogriffException($"{what} cannot be used. {Sentence(error)}", error, FaultKind.DamagedFile);
        }
    }
}
