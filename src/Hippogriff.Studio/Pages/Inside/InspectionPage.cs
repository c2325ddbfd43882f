using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// A page that looks into the model: one look at a time, which can be cancelled and ends when the page is left.
/// </summary>
public abstract class InspectionPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _running;
    private long _shown;

    [Inject]
    protected PageSession Session { get; set; } = null!;

    [Inject]
    private InspectionService Service { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    /// <summary>How the look stands.</summary>
    protected InspectionState State { get; } = new();

    /// <summary>The page was left.</summary>
    protected CancellationToken Gone => _gone.Token;

    public void Dispose()
    {
        _gone.Cancel();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what a page began besides.</summary>
    protected virtual void Dispose(bool disposing) { }

    /// <summary>Ends the look within one step.</summary>
    protected void Cancel() => _running?.Cancel();

    /// <summary>Does something that looks, in one or more looks; shows how it stands. Nothing where one runs.</summary>
    /// <param name="work">Told when to stop.</param>
    /// <param name="said">What is said when it has ended well.</param>
    protected async Task RunAsync(Func<CancellationToken, Task> work, string said = "Done.")
    {
        ArgumentNullException.ThrowIfNull(work);
        if (State.Busy || _gone.IsCancellationRequested)
            return;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        (_running, State.Busy, State.Waits, State.Share, State.Error, State.Said) = (stop, true, "", 0, null, "");
        StateHasChanged();
        try
        {
            await work(stop.Token);
            State.Said = said;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            State.Said = "Cancelled.";
        }
        catch (HippogriffException wrong)
        {
            State.Error = wrong.MessageWithoutPaths;
        }
        finally
        {
            (_running, State.Busy) = (null, false);
            if (!_gone.IsCancellationRequested)
                StateHasChanged();
        }
    }

    /// <summary>
    /// Does something small that looks, as often as somebody types or slides: nothing is shown of it unless it waits or
    /// something is wrong.
    /// </summary>
    /// <param name="work">Told when to stop.</param>
    protected async Task QuietlyAsync(Func<CancellationToken, Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        State.Error = null;
        try
        {
            await work(Gone);
        }
        catch (OperationCanceledException) { }
        catch (HippogriffException wrong)
        {
            State.Error = wrong.MessageWithoutPaths;
        }
        if (Gone.IsCancellationRequested)
            return;
        if (!State.Busy)
            State.Waits = "";
        StateHasChanged();
    }

    /// <summary>
    /// One look, see <see cref="InspectionService.InspectAsync"/>, whose progress is shown: of the whole, the part from
    /// <paramref name="from"/> on.
    /// </summary>
    private protected Task<T> InspectAsync<T>(
        JobRequest order,
        Func<DiffusionPipeline, GenerationRequest, IProgress<double>, CancellationToken, Task<T>> look,
        CancellationToken stop,
        double from = 0,
        double part = 1
    ) =>
        Service.InspectAsync(
            order,
            (pipeline, request, token) => look(pipeline, request, new Shares(this, from, part), token),
            Waits,
            stop
        );

    private void Waits(string sentence)
    {
        State.Waits = sentence;
        _ = ShowAsync();
    }

    private Task ShowAsync() =>
        _gone.IsCancellationRequested
            ? Task.CompletedTask
            : InvokeAsync(() =>
            {
                if (!_gone.IsCancellationRequested)
                    StateHasChanged();
            });

    /// <summary>Runs on the device's thread; a few drawings a second are enough.</summary>
    private sealed class Shares(InspectionPage page, double from, double part) : IProgress<double>
    {
        public void Report(double value)
        {
            page.State.Share = from + part * Math.Clamp(value, 0, 1);
            if (page.Clock.GetElapsedTime(page._shown) < s_pace)
                return;
            page._shown = page.Clock.GetTimestamp();
            _ = page.ShowAsync();
        }
    }
}
