using Hippogriff.Texts;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// Creates the tables and migrates earlier versions; <c>PRAGMA user_version</c> is the version of a file.
/// </summary>
internal static class Migrations
{
    private static readonly string[] s_steps =
    [
        """
            CREATE TABLE job (
                id TEXT PRIMARY KEY, client TEXT NOT NULL, body TEXT NOT NULL, state INTEGER NOT NULL, place INTEGER NOT NULL, begun INTEGER NOT NULL DEFAULT 0,
                created INTEGER NOT NULL, started INTEGER, ended INTEGER, error TEXT, steps INTEGER NOT NULL DEFAULT 0
            ) WITHOUT ROWID;
            CREATE INDEX job_open ON job (place) WHERE state < 2;
            CREATE INDEX job_ended ON job (ended) WHERE state >= 2;
            CREATE TABLE picture (
                id INTEGER PRIMARY KEY AUTOINCREMENT, job TEXT NOT NULL, settings TEXT NOT NULL, prompt TEXT NOT NULL, model TEXT NOT NULL, created INTEGER NOT NULL,
                favourite INTEGER NOT NULL DEFAULT 0, steps INTEGER NOT NULL, deleted INTEGER
            );
            CREATE INDEX picture_job ON picture (job);
            CREATE INDEX picture_deleted ON picture (deleted) WHERE deleted IS NOT NULL;
            CREATE VIRTUAL TABLE picture_words USING fts5 (prompt, content = 'picture', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2');
            CREATE TRIGGER picture_added AFTER INSERT ON picture BEGIN
                INSERT INTO picture_words (rowid, prompt) VALUES (new.id, new.prompt);
            END;
            CREATE TRIGGER picture_removed AFTER DELETE ON picture BEGIN
                INSERT INTO picture_words (picture_words, rowid, prompt) VALUES ('delete', old.id, old.prompt);
            END;
            """,
        "ALTER TABLE job ADD COLUMN warnings TEXT",
            // Earlier versions stored prompts as typed. Searches use composed characters, so prompts are composed too.
            // The index is rebuilt if that changed a prompt.
            $"""
            UPDATE picture SET prompt = {Composed}(prompt) WHERE typeof(prompt) = 'text' AND prompt <> {Composed}(prompt);
            INSERT INTO picture_words (picture_words) SELECT 'rebuild' WHERE changes() > 0;
            """,
        // An empty owner: made where nobody was told apart.
        """
            ALTER TABLE job ADD COLUMN owner TEXT NOT NULL DEFAULT '';
            CREATE INDEX job_owner ON job (owner, ended) WHERE state >= 2;
            ALTER TABLE picture ADD COLUMN owner TEXT NOT NULL DEFAULT '';
            ALTER TABLE picture ADD COLUMN shared INTEGER;
            CREATE INDEX picture_owner ON picture (owner, id);
            CREATE INDEX picture_shared ON picture (shared) WHERE shared IS NOT NULL;
            CREATE TABLE person (
                id TEXT PRIMARY KEY, name TEXT NOT NULL, secret TEXT NOT NULL, created INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE upload_owner (
                name TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (name, owner)
            ) WITHOUT ROWID;
            """,
        "ALTER TABLE job ADD COLUMN texts TEXT",
        // Earlier versions kept the secrets of name tags in plain; now only their hashes are kept.
        "UPDATE person SET secret = ''",
    ];

    /// <summary>SQL function for composed characters.</summary>
    private const string Composed = "hippogriff_composed";

    /// <summary>
    /// Step i migrates version i to i + 1. Steps are added, never changed. Times are milliseconds since 1970.
    /// </summary>
    internal static IReadOnlyList<string> Steps => s_steps;

    /// <summary>Reads only the first page, and changes nothing.</summary>
    /// <returns>The file's version; 0 for an empty one.</returns>
    /// <exception cref="HippogriffException">The file was written by a newer Hippogriff or another program.</exception>
    public static long RequireKnown(SqliteConnection connection, string path)
    {
        long version = connection.Value<long>("PRAGMA user_version");
        if (version > s_steps.Length)
            throw new HippogriffException(
                $"'{path}' was written by a newer Hippogriff (version {version}, this one knows "
                    + $"{s_steps.Length}); use that one, or another folder with --studio.",
                FaultKind.Incompatible
            );
        if (version == 0 && connection.Value<long>("SELECT count(*) FROM sqlite_master") > 0)
            throw DatabaseHealth.Damaged(path, "it holds other tables");
        return version;
    }

    /// <summary>Migrates the file to the newest version, with one transaction per step.</summary>
    /// <param name="connection">The open file.</param>
    /// <param name="path">Its path, for sentences.</param>
    /// <param name="upTo">An earlier version to stop at, for tests.</param>
    /// <inheritdoc cref="RequireKnown" path="/exception"/>
    public static void Run(SqliteConnection connection, string path, int? upTo = null)
    {
        int newest = upTo ?? s_steps.Length;
        long version = RequireKnown(connection, path);
        if (version < newest)
            connection.CreateFunction<string, string>(Composed, ComposedText.Of, isDeterministic: true);
        for (; version < newest; version++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            connection.Run(s_steps[version]);
            connection.Run(
                string.Create(System.Globalization.CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}")
            );
            transaction.Commit();
        }
    }
}
