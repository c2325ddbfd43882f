using Hippogriff.Studio.Pages.Languages;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Shell;

/// <summary>A component for frequently changing data: renders after a change, at most a few times a second.</summary>
public abstract class PacedComponent : TextComponent, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _gone = new();
    private int _waiting;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>Reads the data, on the component's own thread.</summary>
    protected abstract void Refresh();

    /// <summary>Subscribes to changes, which call <see cref="Told"/>.</summary>
    protected abstract void Follow();

    /// <summary>Unsubscribes from changes.</summary>
    protected abstract void Unfollow();

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Follow();
        Refresh();
    }

    /// <summary>Handles a change, on any thread. Several changes in a short time are rendered together.</summary>
    protected void Told()
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0)
            _ = ShowSoonAsync();
    }

    private async Task ShowSoonAsync()
    {
        try
        {
            await Task.Delay(s_pause, Clock, _gone.Token);
            Volatile.Write(ref _waiting, 0);
            await InvokeAsync(() =>
            {
                if (_gone.IsCancellationRequested)
                    return;
                Refresh();
                StateHasChanged();
            });
        }
        catch (OperationCanceledException) { } // the page was left
        catch (ObjectDisposedException) { } // the window was closed
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Unfollow();
        _gone.Cancel();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes further resources of a component.</summary>
    protected virtual void Dispose(bool disposing) { }
}
