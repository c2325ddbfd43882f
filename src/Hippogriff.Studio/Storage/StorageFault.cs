using Hippogriff.Files;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>The studio's database is damaged; <c>hippogriff studio repair</c> repairs it.</summary>
public sealed class StudioDamagedException(string message, Exception? inner = null)
    : HippogriffException(message, inner!, FaultKind.DamagedFile);

/// <summary>The database is temporarily not available; retry in a moment.</summary>
public sealed class StudioBusyException(string message, Exception? inner = null)
    : HippogriffException(message, inner!, FaultKind.Busy);

/// <summary>
/// Explains SQLite's errors (https://www.sqlite.org/rescode.html). Messages contain no paths, because they are sent
/// over HTTP.
/// </summary>
internal static class StorageFault
{
    private const int Busy = 5,
        Locked = 6,
        ReadOnly = 8,
        InputOutput = 10,
        Damaged = 11,
        Full = 13,
        CannotOpen = 14,
        NoDatabase = 26;

    /// <summary>How to fix a damaged database.</summary>
    public const string Remedy =
        "stop the studio and run hippogriff studio repair (with the same --studio), which sets "
        + "it aside and takes the pictures in again";

    /// <summary>The error as one of our exceptions; null for an error in the program.</summary>
    public static HippogriffException? Of(SqliteException error) =>
        error.SqliteErrorCode switch
        {
            Busy or Locked => new StudioBusyException(
                "Another program writes into the studio's database; ask again in a " + "few seconds.",
                error
            ),
            Full => new DiskFullException(
                "The disk of the studio's folder is full, so nothing can be written down; free " + "some space.",
                error
            ),
            Damaged or NoDatabase => new StudioDamagedException(
                $"The studio's database, studio.db, is damaged " + $"({Said(error)}); {Remedy}.",
                error
            ),
            ReadOnly or InputOutput or CannotOpen => new StudioBusyException(
                $"The studio's database cannot be read or " + $"written just now ({Said(error)}).",
                error
            ),
            _ => null,
        };

    /// <summary>True for temporary errors, after which a write is retried.</summary>
    public static bool IsPassing(Exception error) =>
        error is DiskFullException or StudioBusyException or IOException or UnauthorizedAccessException
        || error.InnerException is IOException or UnauthorizedAccessException;

    /// <summary>SQLite's own words without its number: "SQLite Error 11: 'database disk image is malformed'."</summary>
    private static string Said(SqliteException error) =>
        error.Message.Split('\'') is { Length: >= 3 } parts
            ? string.Join('\'', parts[1..^1])
            : error.Message.TrimEnd('.');
}
