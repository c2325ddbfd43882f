using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>Checks that a database is intact and a studio's.</summary>
internal static class DatabaseHealth
{
    /// <summary>All columns that the program uses.</summary>
    private static readonly string[] s_asked =
    [
        "SELECT id, client, body, state, place, begun, created, started, ended, error, steps, warnings, owner FROM "
            + "job LIMIT 0",
        "SELECT id, job, settings, prompt, model, created, favourite, steps, deleted, owner, shared FROM "
            + "picture LIMIT 0",
        "SELECT id, name, secret, created FROM person LIMIT 0",
        "SELECT name, owner FROM upload_owner LIMIT 0",
        "SELECT rowid FROM picture_words LIMIT 0",
    ];

    /// <summary>Checks the structure of all pages, at some hundred megabytes a second.</summary>
    /// <exception cref="StudioDamagedException">It is damaged, or belongs to another program.</exception>
    public static void Require(SqliteConnection connection, string path)
    {
        try
        {
            foreach (string question in s_asked)
                connection.Value<object>(question);
        }
        catch (SqliteException error)
        {
            throw Damaged(path, error.Message);
        }
        if (connection.Value<string>("PRAGMA quick_check(1)") is var said and not "ok")
            throw Damaged(path, said ?? "");
    }

    /// <summary>All findings of SQLite up to a maximum: pages, rows, indices and the full-text index.</summary>
    public static IReadOnlyList<string> Check(SqliteConnection connection, int most = 20)
    {
        try
        {
            return
            [
                .. connection
                    .Rows($"PRAGMA integrity_check({most})", row => row.GetString(0))
                    .Where(said => said != "ok"),
            ];
        }
        catch (SqliteException error)
        {
            return [error.Message];
        }
    }

    /// <summary>The exception for an unusable file.</summary>
    public static StudioDamagedException Damaged(string path, string said) =>
        new(
            $"'{path}' is damaged, or no studio's database ({said.Trim().TrimEnd('.').ReplaceLineEndings(" ")}); "
                + $"{StorageFault.Remedy}. Nothing was changed."
        );
}
