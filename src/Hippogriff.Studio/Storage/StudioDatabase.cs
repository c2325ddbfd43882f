using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// The studio's SQLite file: one connection that writes, one piece at a time, and as many as needed that read meanwhile (write-ahead log). What was committed is on the
/// disk, not only with the operating system. Safe for any thread.
/// </summary>
internal sealed class StudioDatabase : IDisposable
{
    private const int DiskFull = 13;
    private bool _flushes = true;
    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly string _readers;

    /// <summary>Opens the file of a folder, or makes it.</summary>
    /// <exception cref="HippogriffException">It is damaged, of a newer version, or cannot be written.</exception>
    public StudioDatabase(DataFolder folder)
    {
        string path = folder.In("studio.db");
        _writer = new SqliteConnection(Connect(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        _readers = Connect(path, SqliteOpenMode.ReadWrite, pooling: true); // a reader of a write-ahead log writes its shared memory
        try
        {
            _writer.Open();
            _writer.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000");
            Migrations.Run(_writer, path);
        }
        catch (SqliteException error)
        {
            _writer.Dispose();
            throw new HippogriffException($"'{path}' cannot be used: {error.Message.TrimEnd('.')}.", error);
        }
        catch
        {
            _writer.Dispose();
            throw;
        }
    }

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it, or nothing where it throws.</summary>
    /// <param name="work">What is written.</param>
    /// <param name="flush">Whether it is on the disk when this returns. If not, a killed process loses nothing either, but a power cut may take it back, as a whole and in order.</param>
    /// <exception cref="HippogriffException">The disk is full.</exception>
    public T Write<T>(Func<SqliteConnection, T> work, bool flush = true)
    {
        try
        {
            lock (_writing)
            {
                if (flush != _flushes) _writer.Run($"PRAGMA synchronous = {((_flushes = flush) ? "FULL" : "NORMAL")}");
                using SqliteTransaction transaction = _writer.BeginTransaction(deferred: false);
                T result = work(_writer);
                transaction.Commit();
                return result;
            }
        }
        catch (SqliteException error) when (error.SqliteErrorCode == DiskFull)
        {
            throw new HippogriffException("The disk of the studio's folder is full, so nothing can be written down; free some space.", error);
        }
    }

    /// <inheritdoc cref="Write{T}(Func{SqliteConnection, T}, bool)"/>
    public void Write(Action<SqliteConnection> work) => Write(connection => { work(connection); return true; });

    /// <summary>Runs <paramref name="work"/> on a connection that sees what was committed before.</summary>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        using SqliteConnection connection = new(_readers);
        connection.Open();
        return work(connection);
    }

    public void Dispose()
    {
        using (SqliteConnection connection = new(_readers)) SqliteConnection.ClearPool(connection);
        lock (_writing) _writer.Dispose();
    }

    private static string Connect(string path, SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = pooling, DefaultTimeout = 30 }.ToString();
}
