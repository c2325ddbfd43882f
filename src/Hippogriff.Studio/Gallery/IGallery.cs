using Hippogriff.Pipelines;

namespace Hippogriff.Studio.Gallery;

/// <summary>A picture of the gallery.</summary>
/// <param name="Id">Its number, rising with time.</param>
/// <param name="Job">The job that drew it.</param>
/// <param name="Settings">What it was drawn with.</param>
/// <param name="Created">When.</param>
/// <param name="Favourite">Somebody likes it.</param>
/// <param name="Steps">Number of kept steps, the start among them; 0 for none.</param>
public sealed record GalleryPicture(
    long Id,
    Guid Job,
    GenerationSettings Settings,
    DateTimeOffset Created,
    bool Favourite,
    int Steps
)
{
    /// <summary>When it was thrown away; null while it is in the gallery.</summary>
    public DateTimeOffset? Deleted { get; init; }
}

/// <summary>What to look for.</summary>
/// <param name="Words">Words that the prompt must hold, in any order; empty for all pictures.</param>
/// <param name="Favourites">Only favourites.</param>
/// <param name="Model">Only pictures of this model.</param>
/// <param name="Deleted">Those that were thrown away instead of those that were not.</param>
/// <param name="Before">Only pictures with a smaller number: the next page.</param>
/// <param name="Most">At most so many, newest first; 1 to 500.</param>
public sealed record GalleryQuery(
    string Words = "",
    bool Favourites = false,
    string? Model = null,
    bool Deleted = false,
    long? Before = null,
    int Most = 60
);

/// <summary>One kept step of a picture.</summary>
/// <param name="Sigma">Noise level of <paramref name="Noisy"/>.</param>
/// <param name="Noisy">The noisy picture, PNG.</param>
/// <param name="Clean">The clean guess, PNG.</param>
public sealed record GalleryStep(double Sigma, ReadOnlyMemory<byte> Noisy, ReadOnlyMemory<byte> Clean);

/// <summary>
/// The pictures that were drawn: files on disk, what is known of them in SQLite. Safe for any thread.
/// </summary>
public interface IGallery
{
    /// <summary>Pictures that fit, newest first.</summary>
    IReadOnlyList<GalleryPicture> Search(GalleryQuery query);

    /// <summary>The picture, thrown away or not; null if there is none.</summary>
    GalleryPicture? Find(long id);

    /// <summary>The PNG with its metadata; null if there is none.</summary>
    byte[]? Png(long id);

    /// <summary>The kept steps, first the noise; empty if there are none.</summary>
    IReadOnlyList<GalleryStep> Steps(long id);

    /// <summary>Noise levels of the kept steps; empty if there are none.</summary>
    IReadOnlyList<double> Levels(long id) => [.. Steps(id).Select(step => step.Sigma)];

    /// <summary>One kept step, 0 for the noise; null if it is not kept.</summary>
    GalleryStep? Step(long id, int number) => Steps(id).ElementAtOrDefault(number);

    /// <summary>Likes a picture or no longer.</summary>
    bool SetFavourite(long id, bool favourite);

    /// <summary>Throws a picture away; it can be brought back until it is a week old in there.</summary>
    bool Delete(long id);

    /// <summary>Brings a thrown-away picture back.</summary>
    bool Restore(long id);

    /// <summary>Raised, on any thread, when a picture came, went or changed.</summary>
    event Action? Changed;
}
