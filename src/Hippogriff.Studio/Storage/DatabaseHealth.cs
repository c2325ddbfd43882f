using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>Whether a database is whole and a studio's.</summary>
internal static class DatabaseHealth
{
    /// <summary>Every column that the program asks for.</summary>
    private static readonly string[] s_asked =
    [
        "SELECT id, client, body, state, place, begun, created, started, ended, error, steps, warnings FROM "
            + "job LIMIT 0",
        "SELECT id, job, settings, prompt, model, created, favourite, steps, deleted FROM picture LIMIT 0",
        "SELECT rowid FROM picture_words LIMIT 0",
    ];

    /// <summary>Looks at the structure of all pages; some hundred megabytes a second.</summary>
    /// <exception cref="StudioDamagedException">It is damaged, or another program's.</exception>
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

    /// <summary>All that SQLite finds, at most so many remarks: pages, rows, indices and the index of words.</summary>
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

    /// <summary>The sentence for a file that cannot be used.</summary>
    public static StudioDamagedException Damaged(string path, string said) =>
        new(
            $"'{path}' is damaged, or no studio's database ({said.Trim().TrimEnd('.').ReplaceLineEndings(" ")}); "
                + $"{StorageFault.Remedy}. Nothing was changed."
        );
}
