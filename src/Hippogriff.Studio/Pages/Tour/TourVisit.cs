namespace Hippogriff.Studio.Pages.Tour;

/// <summary>Where a visitor is on the tour, and what was played. One a page; its chapters share it.</summary>
public sealed class TourVisit
{
    private readonly HashSet<int> _seen = [0];
    private readonly HashSet<int> _played = [];

    /// <summary>Raised after every change.</summary>
    public event Action? Changed;

    /// <summary>The chapter that is shown; 0 is the greeting.</summary>
    public int Now { get; private set; }

    /// <summary>Chapters in which something was done.</summary>
    public IReadOnlySet<int> Played => _played;

    /// <summary>Number in the gallery of the picture drawn last on this tour; null before the first.</summary>
    public long? Drawn { get; set; }

    /// <summary>Whether a chapter was reached. Nothing is computed for one before that.</summary>
    public bool HasSeen(int chapter) => _seen.Contains(chapter);

    /// <summary>Shows a chapter.</summary>
    public void Reach(int chapter)
    {
        if (chapter == Now)
            return;
        Now = chapter;
        _seen.Add(chapter);
        Changed?.Invoke();
    }

    /// <summary>Marks a chapter as played.</summary>
    public void Play(int chapter)
    {
        if (_played.Add(chapter))
            Changed?.Invoke();
    }

    /// <summary>Restores the played chapters that a browser kept; what is no chapter is left out.</summary>
    public void Restore(IEnumerable<int> played)
    {
        _played.UnionWith(played.Where(chapter => TourStop.All.Any(stop => stop.Number == chapter)));
        Changed?.Invoke();
    }

    /// <summary>Forgets what was played.</summary>
    public void Forget()
    {
        _played.Clear();
        Changed?.Invoke();
    }
}
