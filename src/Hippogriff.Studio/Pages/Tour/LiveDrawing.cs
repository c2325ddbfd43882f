using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Pages.Forms;
using Hippogriff.Studio.Pages.Languages;
using Hippogriff.Studio.Pages.Pictures;

namespace Hippogriff.Studio.Pages.Tour;

/// <summary>
/// One drawing after another by the studio's queue, as fair to other visitors as any job. A new one cancels the one
/// before; so does leaving the page.
/// </summary>
/// <param name="queue">The queue.</param>
/// <param name="gallery">Where its pictures are found.</param>
/// <param name="client">Who asks.</param>
/// <param name="changed">Called after every change, on any thread.</param>
public sealed class LiveDrawing(IJobQueue queue, IGallery gallery, string client, Action changed) : IDisposable
{
    /// <summary>Noisy pictures that are shown of a drawing, at least.</summary>
    internal const int Looks = 10;

    private readonly CancellationTokenSource _gone = new();
    private Guid? _open;

    /// <summary>The last picture that was drawn; null before the first.</summary>
    public GalleryPicture? Picture { get; private set; }

    /// <summary>Whether a drawing waits or is being made.</summary>
    public bool IsBusy => _open is not null;

    /// <summary>What went wrong, in one sentence.</summary>
    public string? Error { get; private set; }

    /// <summary>Why it was not taken, for pages in other languages; null unless it was refused.</summary>
    internal HippogriffException? Refused { get; private set; }

    /// <summary>What of the last prompt was not read as written, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>The noisy picture of what is drawn, as a data URL; null before the first.</summary>
    public string? Noisy { get; private set; }

    /// <summary>How far it is, to be said; null while nothing is drawn.</summary>
    public Phrase? Progress { get; private set; }

    /// <summary>Finished share, 0 to 1.</summary>
    public double Share { get; private set; }

    /// <summary>Draws, and waits until the picture is in the gallery or the drawing ended without one.</summary>
    /// <returns>Whether this drawing was made.</returns>
    public async Task<bool> DrawAsync(JobRequest order)
    {
        Cancel();
        (Error, Refused, Warnings, Share, Progress, Noisy) = (
            null,
            null,
            [],
            0,
            new Phrase("Tour.Live.Beginning"),
            null
        );
        try
        {
            Job job = await queue.EnqueueAsync(order, client, _gone.Token);
            _open = job.Id;
            changed();
            await foreach (JobEvent happened in queue.WatchAsync(job.Id, previews: true, Looks, _gone.Token))
                Take(happened);
            return Picture?.Job == job.Id;
        }
        catch (HippogriffException wrong)
        {
            (Error, Refused, Progress) = (wrong.MessageWithoutPaths, wrong, null);
            changed();
            return false;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            return false; // the page was left
        }
    }

    /// <summary>Number of times that a picture was shown, so that its film begins anew.</summary>
    public int Round { get; private set; }

    /// <summary>Shows an earlier picture again.</summary>
    public void Show(GalleryPicture earlier)
    {
        Cancel();
        (Picture, Round) = (earlier, Round + 1);
        changed();
    }

    /// <summary>Stops what is drawn.</summary>
    public void Cancel()
    {
        if (_open is { } id)
            queue.Cancel(id);
        (_open, Progress) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Cancel();
        _gone.Cancel();
    }

    private void Take(JobEvent happened)
    {
        if (happened.Job.Id != _open)
            return; // an earlier one, which was cancelled
        if (happened.Job.HasEnded)
        {
            (_open, Progress, Share) = (null, null, 0);
            (Error, Warnings) = (happened.Job.Error, happened.Job.Warnings);
            if (happened.Job.Pictures is [var first, ..] && gallery.Find(first) is { } picture)
                (Picture, Round) = (picture, Round + 1);
        }
        else
        {
            Progress = Said(happened);
            if (happened.Noisy is { } noisy)
                Noisy = PictureAddress.Inline(noisy);
            Share = happened.Steps == 0 ? 0 : (double)happened.Step / happened.Steps;
        }
        changed();
    }

    private static Phrase Said(JobEvent now) =>
        now switch
        {
            { Job.State: JobState.Queued, Position: > 0 } => Phrase.Count("Tour.Live.Before", now.Position),
            { Steps: 0 } => new Phrase("Tour.Live.Beginning"),
            { Remaining: { } left } when left > TimeSpan.FromSeconds(1) => new Phrase(
                "Tour.Live.Left",
                now.Step,
                now.Steps,
                Spoken.Time(left)
            ),
            _ => new Phrase("Tour.StepOf", now.Step, now.Steps),
        };
}
