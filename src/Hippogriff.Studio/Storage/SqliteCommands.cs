using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>Runs SQL with parameters. Values are always parameters, never text.</summary>
internal static class SqliteCommands
{
    /// <summary>Runs a statement and returns the number of changed rows.</summary>
    public static int Run(this SqliteConnection connection, string sql, params (string Name, object? Value)[] values)
    {
        using SqliteCommand command = Command(connection, sql, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The first column of the first row.</summary>
    public static T? Value<T>(
        this SqliteConnection connection,
        string sql,
        params (string Name, object? Value)[] values
    )
    {
        using SqliteCommand command = Command(connection, sql, values);
        return command.ExecuteScalar() is { } value and not DBNull ? (T)value : default;
    }

    /// <summary>Every row, read by <paramref name="read"/>.</summary>
    public static List<T> Rows<T>(
        this SqliteConnection connection,
        string sql,
        Func<SqliteDataReader, T> read,
        params (string Name, object? Value)[] values
    )
    {
        using SqliteCommand command = Command(connection, sql, values);
        using SqliteDataReader reader = command.ExecuteReader();
        List<T> rows = [];
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>A time in its stored form.</summary>
    public static object? Stored(this DateTimeOffset? time) => time?.ToUnixTimeMilliseconds();

    /// <summary>A stored time.</summary>
    public static DateTimeOffset Time(this SqliteDataReader row, int column) =>
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    /// <summary>A stored time that may be missing.</summary>
    public static DateTimeOffset? MaybeTime(this SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.Time(column);

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object? Value)[] values)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object? value) in values)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }
}
