using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// The studio's SQLite file: one connection that writes, one piece at a time, and as many as needed that read meanwhile
/// (write-ahead log). What was committed is on the disk, not only with the operating system. Safe for any thread.
/// </summary>
internal sealed class StudioDatabase : IDisposable
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "studio.db";

    /// <summary>The write-ahead log and its index, which belong to the file.</summary>
    public static readonly string[] Companions = [FileName + "-wal", FileName + "-shm"];

    /// <summary>How long a piece waits for others, in this process or another one, before it is given up.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(4);

    private readonly Lock _writing = new();
    private readonly SqliteConnection _writer;
    private readonly string _readers;
    private bool _flushes = true;

    /// <summary>Opens the file of a folder, or makes it.</summary>
    /// <exception cref="StudioDamagedException">It is damaged, or no studio's.</exception>
    /// <exception cref="HippogriffException">It is of a newer version, or cannot be written.</exception>
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

    /// <summary>It was not there, or had no byte: nothing is known of what lies in the folder.</summary>
    public bool IsNew { get; }

    /// <summary>Runs <paramref name="work"/> in one transaction: all of it, or nothing where it throws.</summary>
    /// <param name="work">What is written.</param>
    /// <param name="flush">Whether it is on the disk when this returns. If not, a killed process loses nothing either,
    /// but a power cut may take it back, as a whole and in order.</param>
    /// <exception cref="Files.DiskFullException">The disk is full.</exception>
    /// <exception cref="StudioBusyException">Another program holds the file.</exception>
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

    /// <summary>Runs <paramref name="work"/> on a connection that sees what was committed before.</summary>
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

    /// <summary>The sentence for a folder in place of a file of the database.</summary>
    public static StudioDamagedException IsFolder(string path) =>
        new($"'{path}' is a folder, and a file of the studio's database belongs there; {StorageFault.Remedy}.");

    /// <summary>How a studio's database is opened.</summary>
    public static string Connect(string path, SqliteOpenMode mode, bool pooling) =>
        new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = pooling,
            DefaultTimeout = (int)s_patience.TotalSeconds,
        }.ToString();

    /// <summary>
    /// A log without its database may hold all that is left of it, and SQLite would throw it away. The file is made for
    /// its owner alone.
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
