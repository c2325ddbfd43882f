using Hippogriff.Studio.Gallery;

namespace Hippogriff.Studio.Pages.Pictures;

/// <summary>A tile of the gallery: one picture, or several of one job that stand as one.</summary>
/// <param name="Pictures">The pictures in the order of the gallery.</param>
/// <param name="Closes">Whether a button on it closes the stack that it belongs to.</param>
internal sealed record GalleryTile(IReadOnlyList<GalleryPicture> Pictures, bool Closes)
{
    /// <summary>The picture that stands first.</summary>
    public GalleryPicture First => Pictures[0];

    /// <summary>Numbers of its pictures.</summary>
    public long[] Ids => [.. Pictures.Select(picture => picture.Id)];

    /// <summary>
    /// Puts pictures of one job together where the newest of them stands, but for those whose stack is open. Pictures
    /// without a job stand alone.
    /// </summary>
    /// <param name="pictures">The pictures in the order of the gallery.</param>
    /// <param name="open">Jobs whose pictures stand one by one.</param>
    public static IReadOnlyList<GalleryTile> Of(IReadOnlyList<GalleryPicture> pictures, IReadOnlySet<Guid> open)
    {
        ILookup<Guid, GalleryPicture> jobs = pictures.ToLookup(picture => picture.Job);
        HashSet<Guid> seen = [];
        List<GalleryTile> tiles = [];
        foreach (GalleryPicture picture in pictures)
            if (picture.Job == Guid.Empty)
                tiles.Add(new GalleryTile([picture], Closes: false));
            else if (seen.Add(picture.Job))
                tiles.AddRange(OfJob([.. jobs[picture.Job]], open.Contains(picture.Job)));
        return tiles;
    }

    private static IEnumerable<GalleryTile> OfJob(GalleryPicture[] pictures, bool open) =>
        open
            ? pictures.Select((picture, i) => new GalleryTile([picture], Closes: i == 0 && pictures.Length > 1))
            : [new GalleryTile(pictures, Closes: false)];
}
