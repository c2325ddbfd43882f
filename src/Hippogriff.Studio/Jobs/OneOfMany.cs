using Hippogriff.Files;

namespace Hippogriff.Studio.Jobs;

/// <summary>
/// Reads one of many that lie in a folder: whatever is wrong with it is told of it alone, and never takes the others
/// down with it.
/// </summary>
internal static class OneOfMany
{
    /// <summary>
    /// What <paramref name="read"/> gives, or <paramref name="damaged"/> with a sentence that says why not.
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

    /// <summary>The fault is that of the thing that is read, and not of the machine or of who asks.</summary>
    public static bool IsItsOwn(Exception error) => error is not (OutOfMemoryException or OperationCanceledException);

    /// <summary>One sentence, without where it lies.</summary>
    public static string Sentence(Exception error) =>
        error switch
        {
            HippogriffException known => known.MessageWithoutPaths,
            IOException or UnauthorizedAccessException =>
                $"It cannot be read: {NamesOnly.Of(error.Message).TrimEnd('.')}.",
            _ => $"It is damaged in a way that is not known here ({error.GetType().Name}).",
        };

    /// <summary>The same for one that was asked for by its name.</summary>
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
