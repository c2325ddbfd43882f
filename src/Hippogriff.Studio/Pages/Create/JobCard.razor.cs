using System.Globalization;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;
using Hippogriff.Studio.Pages.Tour;
using Microsoft.AspNetCore.Components;

namespace Hippogriff.Studio.Pages.Create;

/// <summary>Shows one job and its events.</summary>
public sealed partial class JobCard : TextComponent, IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private JobEvent? _event;
    private IReadOnlyList<GalleryPicture> _pictures = [];
    private string? _noisy,
        _guess,
        _error;
    private bool _cancelling,
        _seen; // whether it was looked at while it was drawn

    /// <summary>The job; constant for the life of the card.</summary>
    [Parameter, EditorRequired]
    public required Guid Id { get; set; }

    /// <summary>Called once when the watched job ends.</summary>
    [Parameter]
    public EventCallback<Job> Ended { get; set; }

    /// <summary>Called to draw the same with another seed.</summary>
    [Parameter]
    public EventCallback<JobRequest> Again { get; set; }

    [Inject]
    private IJobQueue Queue { get; set; } = null!;

    [Inject]
    private IGallery Gallery { get; set; } = null!;

    private string Share =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(_event is { Steps: > 0 } running ? (double)running.Step / running.Steps : 0):0.###}"
        );

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        Gallery.Changed += OnGalleryChanged;
        Take(Queue.Now(Id));
        if (_event is { Job.HasEnded: false })
            _ = WatchAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gallery.Changed -= OnGalleryChanged;
        _gone.Cancel();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (JobEvent happened in Queue.WatchAsync(Id, previews: true, LiveDrawing.Looks, _gone.Token))
            {
                Take(happened);
                StateHasChanged();
                if (happened.Job.HasEnded)
                    await Ended.InvokeAsync(happened.Job);
            }
        }
        catch (OperationCanceledException) { } // the page was left
        catch (Exception failure)
        {
            await DispatchExceptionAsync(failure);
        }
    }

    private void Take(JobEvent? happened)
    {
        if (happened is null)
            return;
        if (happened.Job.State == JobState.Cancelled && happened.Step == 0 && _event is { Step: > 0 } last)
            happened = happened with { Step = last.Step };
        _event = happened;
        if (happened.Preview is { } guess)
            _guess = PictureAddress.Inline(guess);
        if ((happened.Noisy ?? happened.Preview) is { } noisy)
            (_noisy, _seen) = (PictureAddress.Inline(noisy), true);
        if (happened.Job.HasEnded)
            ReadPictures();
    }

    private void ReadPictures() =>
        _pictures = [
            .. (_event?.Job.Pictures ?? [])
                .Select(Gallery.Find)
                .OfType<GalleryPicture>()
                .Where(picture => picture.Deleted is null),
        ];

    private void OnGalleryChanged() =>
        _ = InvokeAsync(() =>
        {
            if (_gone.IsCancellationRequested || _event is not { Job.HasEnded: true })
                return;
            ReadPictures();
            StateHasChanged();
        });

    private void Cancel() => _cancelling = Queue.Cancel(Id);

    private async Task AgainAsync()
    {
        if (_event is null)
            return;
        try
        {
            _error = null;
            await Again.InvokeAsync(_event.Job.Order with { Seed = null });
        }
        catch (HippogriffException wrong)
        {
            _error = Say.Fault(wrong);
        }
    }

    private static Phrase Progress(JobEvent now)
    {
        Phrase progress = now switch
        {
            { Job.State: JobState.Queued, Position: 0 } => new("Create.NextInLine"),
            { Job.State: JobState.Queued } => Phrase.Count("Create.Waiting", now.Position),
            { Steps: 0 } => new("Create.Beginning"),
            _ => new("Create.StepOf", now.Step, now.Steps),
        };
        return now.Remaining is { } left ? new Phrase("Create.Left", progress, Spoken.Time(left)) : progress;
    }
}
