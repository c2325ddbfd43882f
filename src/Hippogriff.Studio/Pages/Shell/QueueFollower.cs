using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Shell;

/// <summary>A component that shows the queue: draws itself anew when something happened there, at most a few times a second.</summary>
public abstract class QueueFollower : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _gone = new();
    private int _waiting;

    [Inject] protected IJobQueue Jobs { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    /// <summary>Reads what is to be shown; on the component's own thread.</summary>
    protected abstract void Refresh();

    protected override void OnInitialized()
    {
        Jobs.Changed += OnChanged;
        Refresh();
    }

    /// <summary>Runs on any thread. The first change of a burst waits for the others, and one drawing shows them all.</summary>
    private void OnChanged(JobEvent happened)
    {
        if (Interlocked.Exchange(ref _waiting, 1) == 0) _ = ShowSoonAsync();
    }

    private async Task ShowSoonAsync()
    {
        try
        {
            await Task.Delay(s_pause, Clock, _gone.Token);
            Volatile.Write(ref _waiting, 0);
            await InvokeAsync(() =>
            {
                if (_gone.IsCancellationRequested) return;
                Refresh();
                StateHasChanged();
            });
        }
        catch (OperationCanceledException) { } // the page was left
        catch (ObjectDisposedException) { } // the window was closed
    }

    public void Dispose()
    {
        Jobs.Changed -= OnChanged;
        _gone.Cancel();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what a component began besides.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
