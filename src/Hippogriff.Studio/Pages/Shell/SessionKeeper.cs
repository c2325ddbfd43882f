using Microsoft.JSInterop;

namespace Hippogriff.Studio.Pages.Shell;

/// <summary>
/// Has the browser keep the session of its window. The first change is kept at once, since the window may be loaded
/// anew right after it, and those that follow together after a pause. The same text is kept once.
/// </summary>
/// <param name="session">What is kept.</param>
/// <param name="keep">Gives a text to the browser.</param>
/// <param name="clock">Measures the pause.</param>
internal sealed class SessionKeeper(PageSession session, Func<string, Task> keep, TimeProvider clock)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(300);
    private string? _kept;
    private bool _busy,
        _again,
        _ended;

    /// <summary>Keeps the session, now or after the pause that runs. Call it on the window's own thread.</summary>
    public async Task KeepAsync()
    {
        _again = true;
        if (_busy)
            return;
        _busy = true;
        while (_again && !_ended)
        {
            _again = false;
            await KeepNowAsync();
            await Task.Delay(s_pause, clock);
        }
        _busy = false;
    }

    /// <summary>Keeps the session without a pause, before another page is shown.</summary>
    public async Task KeepNowAsync()
    {
        string text = session.Kept().Write();
        if (_ended || text == _kept)
            return;
        _kept = text;
        try
        {
            await keep(text);
        }
        catch (JSDisconnectedException) { } // the window is gone
        catch (ObjectDisposedException) { } // it is going
    }

    /// <summary>Keeps nothing more.</summary>
    public void End() => _ended = true;
}
