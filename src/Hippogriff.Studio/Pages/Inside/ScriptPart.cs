using Microsoft.JSInterop;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// An object of the browser's script that is made anew whenever its data change. Another render may come while the
/// script answers, so objects are made and ended one after the other, and no ended one is asked. Not thread-safe.
/// </summary>
/// <param name="attach">Makes the object for the data.</param>
internal sealed class ScriptPart<T>(Func<T, ValueTask<IJSObjectReference>> attach) : IAsyncDisposable
{
    private Newest<T>? _order;
    private bool _gone;

    /// <summary>The object for the newest data; null before it is made and while another one is made.</summary>
    public IJSObjectReference? Now { get; private set; }

    /// <summary>Ends the object and makes one for these data; data between are dropped.</summary>
    public Task ShowAsync(T data) => (_order ??= new(ReplaceAsync)).AskAsync(data);

    /// <summary>Ends the object, also one that is being made.</summary>
    public ValueTask DisposeAsync()
    {
        _gone = true;
        return new(EndAsync());
    }

    private async Task ReplaceAsync(T data)
    {
        await EndAsync();
        if (_gone)
            return;
        Now = await attach(data);
        if (_gone)
            await EndAsync();
    }

    private async Task EndAsync()
    {
        if (Now is not { } ended)
            return;
        Now = null; // nobody asks it from here on
        await ended.InvokeVoidAsync("end");
        await ended.DisposeAsync();
    }
}
