namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Works on one wish at a time, and next on the newest: of those that came meanwhile the others are forgotten. For what
/// is typed or slid. One thread at a time.
/// </summary>
internal sealed class Newest<T>(Func<T, Task> work)
{
    private T? _wish;
    private bool _wished,
        _working;

    /// <summary>
    /// Asks for something; done when nothing is wished any more, at once where others are still worked on.
    /// </summary>
    public async Task AskAsync(T wish)
    {
        (_wish, _wished) = (wish, true);
        if (_working)
            return;
        _working = true;
        try
        {
            while (_wished)
            {
                _wished = false;
                await work(_wish!);
            }
        }
        finally
        {
            _working = false;
        }
    }
}
