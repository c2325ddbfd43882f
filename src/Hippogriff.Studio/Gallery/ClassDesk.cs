using Hippogriff.Studio.Access;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Gallery;

/// <summary>What a pupil does now.</summary>
/// <param name="Person">The pupil.</param>
/// <param name="IsHere">Whether a window is open.</param>
/// <param name="Now">The job that is drawn, or the first that waits; null for none.</param>
/// <param name="Waiting">Number of jobs that wait.</param>
/// <param name="Pictures">Number of pictures in the gallery.</param>
internal sealed record PupilState(StudioPerson Person, bool IsHere, JobEvent? Now, int Waiting, int Pictures);

/// <summary>What the teacher does with a class: looks who does what, stops, and clears. Thread-safe.</summary>
internal sealed class ClassDesk(
    People people,
    JobQueue queue,
    JobStore jobs,
    PictureGallery gallery,
    UploadOwners uploads,
    TimeProvider clock
)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50),
        s_patience = TimeSpan.FromSeconds(30);

    /// <summary>All pupils by name.</summary>
    public IReadOnlyList<PupilState> Pupils()
    {
        ILookup<string, JobEvent> open = queue.Open().ToLookup(now => now.Job.Owner);
        return
        [
            .. people
                .All()
                .Select(person => new PupilState(
                    person,
                    people.WindowsOf(person.Id) > 0,
                    open[person.Id].FirstOrDefault(),
                    open[person.Id].Count(now => now.Job.State == JobState.Queued),
                    gallery.CountOf(person.Id)
                )),
        ];
    }

    /// <summary>Whether what pupils wish for waits until <see cref="GoOn"/>.</summary>
    public bool IsHeld => queue.IsHeld;

    /// <summary>Cancels all that is drawn and waits; new wishes of pupils wait until <see cref="GoOn"/>.</summary>
    /// <returns>How many jobs were cancelled.</returns>
    public int Hold()
    {
        queue.IsHeld = true; // first, so that nothing new begins
        return Stop();
    }

    /// <summary>Lets pupils' wishes be drawn again, those that came meanwhile, too.</summary>
    public void GoOn() => queue.IsHeld = false;

    /// <summary>Cancels all that is drawn and waits, or what belongs to one owner.</summary>
    /// <returns>How many jobs.</returns>
    public int Stop(string? owner = null) =>
        queue.Open().Count(now => (owner is null || now.Job.Owner == owner) && queue.Cancel(now.Job.Id));

    /// <summary>Takes all pictures of a pupil off the wall of the class.</summary>
    public void Hide(string owner)
    {
        foreach (
            GalleryPicture picture in gallery.Search(
                new GalleryQuery(Most: PictureSearch.Most) { Shared = true, Owner = owner }
            )
        )
            gallery.SetShared(picture.Id, false);
    }

    /// <summary>
    /// Sends pupils out and deletes for good what they made: jobs, pictures with their steps, uploads. What belongs to
    /// nobody, such as all that was there before the class, stays.
    /// </summary>
    /// <param name="owners">Ids of the pupils.</param>
    /// <param name="stop">Ends the wait for a drawing that is stopped.</param>
    /// <returns>How many pictures.</returns>
    public async Task<int> ClearAsync(IReadOnlyCollection<string> owners, CancellationToken stop = default)
    {
        people.Remove(owners); // first, so that nothing more is made
        foreach (string owner in owners)
            Stop(owner);
        // a drawing that is stopped keeps its finished pictures, which go, too
        long since = clock.GetTimestamp();
        while (queue.Open().Any(now => owners.Contains(now.Job.Owner)) && clock.GetElapsedTime(since) < s_patience)
            await Task.Delay(s_look, clock, stop).ConfigureAwait(false);
        int pictures = 0;
        foreach (string owner in owners)
        {
            pictures += gallery.RemoveOf(owner);
            jobs.RemoveOf(owner);
            uploads.RemoveOf(owner);
        }
        return pictures;
    }
}
