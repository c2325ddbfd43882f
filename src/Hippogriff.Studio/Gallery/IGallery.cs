using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Gallery;

/// <summary>A picture of the gallery.</summary>
/// <param name="Id">Its id, ascending with time.</param>
/// <param name="Job">The job that drew it.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="Created">When it was drawn.</param>
/// <param name="Favourite">Whether it is a favourite.</param>
/// <param name="Steps">Number of kept steps including the start; 0 for none.</param>
public sealed record GalleryPicture(
    long Id,
    Guid Job,
    GenerationSettings Settings,
    DateTimeOffset Created,
    bool Favourite,
    int Steps
)
{
    /// <summary>When it was deleted; null while it is in the gallery.</summary>
    public DateTimeOffset? Deleted { get; init; }

    /// <summary>Who it belongs to; empty where nobody is told apart.</summary>
    public string Owner { get; init; } = "";

    /// <summary>When it was shown to all people of the studio; null while only its owner sees it.</summary>
    public DateTimeOffset? Shared { get; init; }
}

/// <summary>A gallery search.</summary>
/// <param name="Words">Words that the prompt must contain in any order; empty for all pictures.</param>
/// <param name="Favourites">Only favourites.</param>
/// <param name="Model">Only pictures of this model.</param>
/// <param name="Deleted">Searches deleted pictures instead.</param>
/// <param name="Before">Only pictures with a smaller id, for the next page.</param>
/// <param name="Most">Maximum number of results, newest first; 1 to 500.</param>
public sealed record GalleryQuery(
    string Words = "",
    bool Favourites = false,
    string? Model = null,
    bool Deleted = false,
    long? Before = null,
    int Most = 60
)
{
    /// <summary>Only pictures that are shown to all, whoever they belong to.</summary>
    public bool Shared { get; init; }

    /// <summary>Only pictures of this owner; null for all that may be seen.</summary>
    public string? Owner { get; init; }
}

/// <summary>One kept step of a picture.</summary>
/// <param name="Sigma">Noise level of <paramref name="Noisy"/>.</param>
/// <param name="Noisy">The noisy picture, PNG.</param>
/// <param name="Clean">The denoised guess, PNG.</param>
public sealed record GalleryStep(double Sigma, ReadOnlyMemory<byte> Noisy, ReadOnlyMemory<byte> Clean);

/// <summary>The drawn pictures: files on disk, with metadata in SQLite. Thread-safe.</summary>
public interface IGallery
{
    /// <summary>Matching pictures, newest first.</summary>
    IReadOnlyList<GalleryPicture> Search(GalleryQuery query);

    /// <summary>The picture, deleted or not; null if there is none.</summary>
    GalleryPicture? Find(long id);

    /// <summary>The PNG with its metadata; null if there is none.</summary>
    byte[]? Png(long id);

    /// <summary>The kept steps, beginning with the noise; empty if there are none.</summary>
    IReadOnlyList<GalleryStep> Steps(long id);

    /// <summary>Noise levels of the kept steps; empty if there are none.</summary>
    IReadOnlyList<double> Levels(long id) => [.. Steps(id).Select(step => step.Sigma)];

    /// <summary>One kept step, 0 for the noise; null if it is not kept.</summary>
    GalleryStep? Step(long id, int number) => Steps(id).ElementAtOrDefault(number);

    /// <summary>Marks or unmarks a favourite.</summary>
    bool SetFavourite(long id, bool favourite);

    /// <summary>Deletes a picture; it can be restored for a week.</summary>
    bool Delete(long id);

    /// <summary>Restores a deleted picture.</summary>
    bool Restore(long id);

    /// <summary>Shows a picture to all people of the studio, or no longer.</summary>
    bool SetShared(long id, bool shared) => false;

    /// <summary>Raised on any thread when a picture was added, removed or changed.</summary>
    event Action? Changed;
}
