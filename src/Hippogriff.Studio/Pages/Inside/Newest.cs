namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Processes one request at a time and then the newest waiting one; others are dropped. For text input and sliders. Not
/// thread-safe.
/// </summary>
internal sealed class Newest<T>(Func<T, Task> work)
{
    private T? _wish;
    private bool _wished,
        _working;

    /// <summary>
    /// Adds a request. Completes when nothing is left to process; immediately if another call is processing.
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
