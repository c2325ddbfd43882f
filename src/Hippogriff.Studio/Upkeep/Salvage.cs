using System.Globalization;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Upkeep;

/// <summary>
/// Copies readable rows of a damaged database into another, from both ends of each table and picture by picture.
/// </summary>
internal static class Salvage
{
    private static readonly string[] s_jobColumns =
    [
        "id",
        "client",
        "body",
        "state",
        "place",
        "begun",
        "created",
        "started",
        "ended",
        "error",
        "steps",
        "warnings",
        "owner",
    ];
    private static readonly string[] s_pictureColumns =
    [
        "id",
        "job",
        "settings",
        "prompt",
        "model",
        "created",
        "favourite",
        "steps",
        "deleted",
        "owner",
        "shared",
    ];
    private static readonly string[] s_personColumns = ["id", "name", "secret", "created"];

    /// <summary>The readable part of a table: its columns, the key first, and its rows.</summary>
    private sealed record Part(string Table, string[] Columns, IReadOnlyCollection<object[]> Rows);

    /// <summary>Copies valid rows; existing ones stay.</summary>
    /// <returns>Number of pictures and jobs.</returns>
    public static (int Pictures, int Jobs) Copy(string damaged, StudioDatabase into, PictureFiles files)
    {
        try
        {
            using SqliteConnection old = new(StudioDatabase.Connect(damaged, SqliteOpenMode.ReadOnly, pooling: false));
            old.Open();
            Part jobs = Table(old, "job", s_jobColumns, []);
            Part pictures = Table(
                old,
                "picture",
                s_pictureColumns,
                [
                    .. GalleryIntake
                        .Files(files.PicturesFolder)
                        .Select(file => PictureFiles.NumberOf(file, ".png"))
                        .OfType<long>(),
                ]
            );
            Part people = Table(old, "person", s_personColumns, []);
            return
                into.Write(connection =>
                    (
                        pictures.Rows.Count(row => Insert(connection, pictures, row)),
                        jobs.Rows.Count(row => Insert(connection, jobs, row)),
                        people.Rows.Count(row => Insert(connection, people, row))
                    )
                )
                    is var (pictureCount, jobCount, _)
                ? (pictureCount, jobCount)
                : (0, 0);
        }
        catch (SqliteException)
        {
            return (0, 0); // nothing of it can be read
        }
    }

    private static Part Table(SqliteConnection old, string table, string[] wanted, long[] ids)
    {
        Dictionary<string, object[]> found = [];
        string[] there = [.. wanted.Intersect(Columns(old, table))];
        if (there is not ["id", ..])
            return new Part(table, [], []);
        string columns = string.Join(", ", there);
        foreach (string order in new[] { "ASC", "DESC" })
            Walk(old, $"SELECT {columns} FROM {table} ORDER BY id {order}", there.Length, found);
        foreach (long id in ids.Where(id => !found.ContainsKey(id.ToString(CultureInfo.InvariantCulture))))
            Walk(old, $"SELECT {columns} FROM {table} WHERE id = $id", there.Length, found, ("$id", id));
        return new Part(table, there, found.Values);
    }

    private static IReadOnlyList<string> Columns(SqliteConnection old, string table)
    {
        try
        {
            return old.Rows("SELECT name FROM pragma_table_info($table)", row => row.GetString(0), ("$table", table));
        }
        catch (SqliteException)
        {
            return [];
        }
    }

    private static void Walk(
        SqliteConnection old,
        string sql,
        int count,
        Dictionary<string, object[]> found,
        params (string, object?)[] values
    )
    {
        try
        {
            old.Rows(
                sql,
                row =>
                {
                    object[] cells = new object[count];
                    row.GetValues(cells);
                    return found.TryAdd(Convert.ToString(cells[0], CultureInfo.InvariantCulture) ?? "", cells);
                },
                values
            );
        }
        catch (SqliteException) { } // as far as it goes
    }

    private static bool Insert(SqliteConnection connection, Part part, object[] row)
    {
        string[] names = [.. row.Select((_, i) => $"$v{i}")];
        try
        {
            string sql =
                $"INSERT OR IGNORE INTO {part.Table} ({string.Join(", ", part.Columns)}) VALUES "
                + $"({string.Join(", ", names)})";
            return connection.Run(sql, [.. names.Zip(row, (name, value) => (name, (object?)value))]) > 0;
        }
        catch (SqliteException)
        {
            return false; // not the kind of value that the column takes
        }
    }
}
