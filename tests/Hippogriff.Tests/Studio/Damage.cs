using Hippogriff.Studio.Storage;
using Microsoft.Data.Sqlite;

namespace Hippogriff.Tests.Studio;

/// <summary>What may happen to a database that nobody holds.</summary>
internal static class Damage
{
    /// <summary>Of a database that is there, and can neither be read nor be used as it is.</summary>
    public static TheoryData<string> Kinds =>
        ["text", "cut", "a flipped page", "a page of rows", "other tables", "a missing column"];

    public static void Database(string path, string how)
    {
        switch (how)
        {
            case "gone":
                File.Delete(path);
                break;
            case "gone with its log":
                File.Delete(path);
                foreach (string file in StudioDatabase.Companions)
                    File.Delete(Path.Combine(Path.GetDirectoryName(path)!, file));
                break;
            case "empty":
                File.WriteAllBytes(path, []);
                break;
            case "text":
                File.WriteAllText(path, new string('x', 5_000));
                break;
            case "cut":
                using (FileStream file = File.OpenWrite(path))
                    file.SetLength(file.Length / 2 / 4_096 * 4_096);
                break;
            case "a flipped page":
                byte[] bytes = File.ReadAllBytes(path);
                for (int page = 4; page * 4_096 < bytes.Length; page += 3)
                    bytes.AsSpan(page * 4_096, 64).Fill(0xa5);
                File.WriteAllBytes(path, bytes);
                break;
            case "a page of rows":
                byte[] rows = File.ReadAllBytes(path);
                int at = rows.AsSpan().IndexOf("x20\",\"negativePrompt"u8) / 4_096 * 4_096;
                Assert.True(at > 0, "there is no such row");
                rows.AsSpan(at, 64).Fill(0xa5);
                File.WriteAllBytes(path, rows);
                break;
            case "other tables":
                File.Delete(path);
                Sql(path, "CREATE TABLE song (id INTEGER)");
                break;
            case "a missing column":
                Sql(path, "ALTER TABLE picture DROP COLUMN favourite");
                break;
            case "newer":
                Sql(path, "PRAGMA user_version = 99");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(how), how, null);
        }
    }

    /// <summary>Runs SQL on a database.</summary>
    public static void Sql(string path, string sql, params (string Name, object? Value)[] values)
    {
        using SqliteConnection connection = new(
            StudioDatabase.Connect(path, SqliteOpenMode.ReadWriteCreate, pooling: false)
        );
        connection.Open();
        connection.Run(sql, values);
    }
}
