namespace Hippogriff.Studio.Pages;

/// <summary>
/// Results of inspections by window, so that they are there again after a reload or on the way back. Kept in memory for
/// the windows that were used last. Thread-safe.
/// </summary>
internal sealed class LookShelf
{
    private const int MostWindows = 32;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, Dictionary<Type, object>> _windows = new(StringComparer.Ordinal);

    /// <summary>Keeps a result of a page.</summary>
    /// <param name="session">The window.</param>
    /// <param name="page">The page.</param>
    /// <param name="look">The result.</param>
    public void Put(PageSession session, Type page, object look)
    {
        lock (_gate)
        {
            if (!_windows.Remove(session.Token, out Dictionary<Type, object>? looks))
                looks = [];
            looks[page] = look;
            _windows[session.Token] = looks; // used last, last
            if (_windows.Count > MostWindows)
                _windows.RemoveAt(0);
        }
    }

    /// <summary>The result that a page kept; null if there is none.</summary>
    public object? Find(PageSession session, Type page)
    {
        lock (_gate)
            return _windows.TryGetValue(session.Token, out Dictionary<Type, object>? looks)
                ? looks.GetValueOrDefault(page)
                : null;
    }
}
