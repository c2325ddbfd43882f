using Hippogriff.Imaging;
using Hippogriff.Insight.Drawing;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Inside;

/// <summary>
/// Base of inspection pages: runs one inspection at a time, which can be cancelled and ends when the page is left.
/// </summary>
public abstract class InspectionPage : TextComponent, IDisposable
{
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(250);
    private readonly CancellationTokenSource _gone = new();
    private CancellationTokenSource? _running;
    private long _shown;

    /// <summary>What the visitor chose on pages.</summary>
    [Inject]
    protected PageSession Session { get; set; } = null!;

    [Inject]
    private InspectionService Service { get; set; } = null!;

    [Inject]
    private TimeProvider Clock { get; set; } = null!;

    [Inject]
    private LookShelf Shelf { get; set; } = null!;

    /// <summary>State of the inspection.</summary>
    protected InspectionState State { get; } = new();

    /// <summary>Cancelled when the page is left.</summary>
    protected CancellationToken Gone => _gone.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes further resources of a page.</summary>
    protected virtual void Dispose(bool disposing) { }

    /// <summary>Keeps what this page shows, for when it is loaded anew or come back to.</summary>
    protected void KeepLook(object look)
    {
        Shelf.Put(Session, GetType(), look);
        Session.Touch(); // so that the browser keeps the name under which it lies there
    }

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender) => Session.Touch(); // its words may have changed

    /// <summary>What this page showed last in this window; null for nothing.</summary>
    protected T? LastLook<T>()
        where T : class => Shelf.Find(Session, GetType()) as T;

    /// <summary>Cancels the inspection within one step.</summary>
    protected void Cancel() => _running?.Cancel();

    /// <summary>Runs work with one or more inspections and shows its state. Does nothing if one is running.</summary>
    /// <param name="work">The work; its token is cancelled to stop it.</param>
    /// <param name="said">Announcement after success; null for a plain one.</param>
    protected async Task RunAsync(Func<CancellationToken, Task> work, Phrase? said = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (State.Busy || _gone.IsCancellationRequested)
            return;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Gone);
        (_running, State.Busy, State.Waits, State.Share, State.Error, State.Said) = (stop, true, null, 0, null, null);
        State.Previews = [];
        StateHasChanged();
        try
        {
            await work(stop.Token);
            State.Said = said ?? new Phrase("Inside.Done");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            State.Said = new Phrase("Inside.Cancelled");
        }
        catch (HippogriffException wrong)
        {
            State.Error = Say.Fault(wrong);
        }
        finally
        {
            (_running, State.Busy, State.Previews) = (null, false, []);
            if (!_gone.IsCancellationRequested)
                StateHasChanged();
        }
    }

    /// <summary>
    /// Runs a short inspection while a user types or moves a slider. Shows its state only if it waits or fails.
    /// </summary>
    /// <param name="work">The work; its token is cancelled to stop it.</param>
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
            State.Error = Say.Fault(wrong);
        }
        if (Gone.IsCancellationRequested)
            return;
        if (!State.Busy)
            State.Waits = null;
        StateHasChanged();
    }

    /// <summary>
    /// Runs one inspection, see <see cref="InspectionService.InspectAsync"/>, and shows its progress as the part of the
    /// whole from <paramref name="from"/> on.
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

    /// <summary>Draws one picture, which does not come into the gallery, as a data URL.</summary>
    private protected Task<string> PictureOfAsync(JobRequest order, CancellationToken stop) =>
        InspectAsync(
            order,
            async (pipeline, request, _, token) =>
            {
                await foreach (GeneratedImage drawn in pipeline.DrawAsync(request, cancellationToken: token))
                    return PictureAddress.Inline(drawn.Image);
                throw new HippogriffException(Say["Inside.NoPicture"]);
            },
            stop
        );

    private void Waits(Phrase? sentence)
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

    /// <summary>Runs on the device's thread; renders at most a few times a second.</summary>
    private sealed class Shares(InspectionPage page, double from, double part) : ILookWatcher
    {
        private long? _previewed;

        public void Offer(Func<IReadOnlyList<RgbImage>> pictures)
        {
            if (_previewed is { } last && page.Clock.GetElapsedTime(last) < 2 * s_pace)
                return;
            _previewed = page.Clock.GetTimestamp();
            page.State.Previews = [.. pictures().Select(PictureAddress.Inline)];
            _ = page.ShowAsync();
        }

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
