using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// The studio's SQLite file with one writing connection and any number of concurrent readers (write-ahead log).
/// Committed data is on disk, not only in the system's cache. Thread-safe.
/// </summary>
internal sealed class StudioDatabase : IDisposable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "studio.db";

    /// <summary>The write-ahead log and its index, which are part of the database.</summary>
    public static readonly string[] Companions = [FileName + "-wal", FileName + "-shm"];

    /// <summary>How long a transaction waits for others in any process before it fails.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly string _readers;
    private bool _flushes = true;

    /// <summary>Opens or creates the file of a folder.</summary>
    /// <exception cref="StudioDamagedException">It is damaged, or not a studio's.</exception>
    /// <exception cref="HippogriffException">It has a newer version, or cannot be written.</exception>
    public StudioDatabase(DataFolder folder)
    {
        string path = folder.In(FileName);
        foreach (string file in Companions.Prepend(FileName))
            if (Directory.Exists(folder.In(file)))
                throw IsFolder(folder.In(file));
        IsNew = !File.Exists(path) || new FileInfo(path).Length == 0;
        if (IsNew)
            Begin(folder, path);
        _writer = new SqliteConnection(Connect(path, SqliteOpenMode.ReadWriteCreate, pooling: false));
        // a reader of a write-ahead log writes its shared memory
        _readers = Connect(path, SqliteOpenMode.ReadWrite, pooling: true);
        try
        {
            _writer.Open();
            Migrations.RequireKnown(_writer, path); // before anything is written
            _writer.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            Migrations.Run(_writer, path);
            DatabaseHealth.Require(_writer, path);
        }
        catch (SqliteException error)
        {
            Dispose();
            throw StorageFault.Of(error) ?? DatabaseHealth.Damaged(path, error.Message);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether the file was missing or empty, so that nothing is known about the folder's content.</summary>
    public bool IsNew { get; }

    /// <summary>Runs <paramref name="work"/> in one transaction: it is rolled back if it throws.</summary>
    /// <param name="work">The writes.</param>
    /// <param name="flush">Whether the data is on disk when this returns. Otherwise a killed process loses nothing, but
    /// a power cut may undo whole transactions in order.</param>
    /// <exception cref="Files.DiskFullException">The disk is full.</exception>
    /// <exception cref="StudioBusyException">Another program has locked the file.</exception>
    /// <exception cref="StudioDamagedException">It is damaged.</exception>
    public T Write<T>(Func<SqliteConnection, T> work, bool flush = true)
    {
        if (!_writing.TryEnter(s_patience))
            throw new StudioBusyException("The studio's database is busy; ask again in a few seconds.");
        try
        {
            if (flush != _flushes)
                _writer.Run($"PRAGMA synchronous = {((_flushes = flush) ? "FULL" : "NORMAL")}");
            using SqliteTransaction transaction = _writer.BeginTransaction(deferred: false);
            T result = work(_writer);
            transaction.Commit();
            return result;
        }
        catch (SqliteException error) when (StorageFault.Of(error) is { } known)
        {
            throw known;
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <inheritdoc cref="Write{T}(Func{SqliteConnection, T}, bool)"/>
    public void Write(Action<SqliteConnection> work) =>
        Write(connection =>
        {
            work(connection);
            return true;
        });

    /// <summary>Runs <paramref name="work"/> on a connection that sees all earlier commits.</summary>
    /// <exception cref="StudioDamagedException">The file is damaged.</exception>
    public T Read<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            using SqliteConnection connection = new(_readers);
            connection.Open();
            return work(connection);
        }
        catch (SqliteException error) when (StorageFault.Of(error) is { } known)
        {
            throw known;
        }
    }

    public void Dispose()
    {
        using (SqliteConnection connection = new(_readers))
            SqliteConnection.ClearPool(connection);
        lock (_writing)
            _writer.Dispose();
    }

    /// <summary>The exception for a folder in place of a database file.</summary>
    public static StudioDamagedException IsFolder(string path) =>
        new($"'{path}' is a folder, and a file of the studio's database belongs there; {StorageFault.Remedy}.");

    /// <summary>The connection string of a studio's database.</summary>
    public static string Connect(string path, SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = pooling,
            DefaultTimeout = (int)s_patience.TotalSeconds,
        }.ToString();

    /// <summary>
    /// Prepares a new database file for its owner only. Keeps a log without its database: it may have the only
    /// remaining data, and SQLite would delete it.
    /// </summary>
    private static void Begin(DataFolder folder, string path)
    {
        folder.Aside.TakeAll(
            [.. Companions.Select(folder.In).Where(File.Exists)],
            "",
            "left of a database that is gone"
        );
        if (File.Exists(path))
            return;
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }
}
