using System.Text;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Upkeep;

/// <summary>
/// Writes rows that are removed from the database to <c>rows.jsonl</c> in the set-aside folder: one JSON object per
/// line with the table's name.
/// </summary>
internal sealed class RowsAside(DataFolder folder)
{
    private readonly StringBuilder _lines = new();

    /// <summary>Records a row before it is changed.</summary>
    public void Keep(StudioDatabase database, string table, object id)
    {
        Dictionary<string, object?> row =
            database
                .Read(connection =>
                    connection.Rows(
                        $"SELECT * FROM {table} WHERE " + $"id = $id",
                        cells =>
                            Enumerable
                                .Range(0, cells.FieldCount)
                                .ToDictionary(cells.GetName, i => cells.IsDBNull(i) ? null : cells.GetValue(i)),
                        ("$id", id)
                    )
                )
                .FirstOrDefault()
            ?? [];
        row["table"] = table;
        _lines.AppendLine(JsonSerializer.Serialize(row));
        Write(); // before the row goes
    }

    /// <summary>Writes the file.</summary>
    public void Write()
    {
        if (_lines.Length > 0)
            AtomicFile.Write(
                folder.In(Path.Combine(folder.Aside.Begin(), "rows.jsonl")),
                Encoding.UTF8.GetBytes(_lines.ToString())
            );
    }
}
