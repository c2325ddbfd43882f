using Microsoft.Data.Sqlite;

namespace Hippogriff.Studio.Storage;

/// <summary>
/// Work of several rooms that counts as a whole or not at all: files are written at once, rows in one transaction at
/// the end. Where it ends without <see cref="Commit"/>, or that fails, what was done with files is undone.
/// </summary>
internal sealed class UnitOfWork(StudioDatabase database) : IDisposable
{
    private readonly List<Action<SqliteConnection>> _rows = [];
    private readonly List<Action> _undo = [],
        _then = [];
    private bool _committed;

    /// <summary>Writes rows in the transaction at the end, in the order of the calls.</summary>
    public void Write(Action<SqliteConnection> rows) => _rows.Add(rows);

    /// <summary>Undoes what was done with files, where the whole does not come about.</summary>
    public void OnUndo(Action undo) => _undo.Add(undo);

    /// <summary>Tells others, once the whole is on the disk.</summary>
    public void OnCommit(Action then) => _then.Add(then);

    /// <summary>Writes all rows in one transaction.</summary>
    /// <exception cref="HippogriffException">The disk is full or cannot be written.</exception>
    public void Commit()
    {
        database.Write(connection =>
        {
            foreach (Action<SqliteConnection> rows in _rows)
                rows(connection);
        });
        _committed = true;
        foreach (Action then in _then)
            then();
    }

    /// <summary>Undoes what was not committed.</summary>
    public void Dispose()
    {
        if (_committed)
            return;
        foreach (Action undo in _undo)
            undo();
        _undo.Clear();
    }
}
