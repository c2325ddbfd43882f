using Hippogriff.Studio.Access;

namespace Hippogriff.Studio.Gallery;

/// <summary>
/// The gallery as one person sees it: their own pictures, and those that others show to all. Who sees all changes all;
/// others change only their own.
/// </summary>
internal sealed class OwnGallery(PictureGallery all, Viewer viewer) : IGallery
{
    public event Action? Changed
    {
        add => all.Changed += value; // says nothing of what has changed
        remove => all.Changed -= value;
    }

    public IReadOnlyList<GalleryPicture> Search(GalleryQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (viewer.SeesAll)
            return all.Search(query);
        if (viewer.Owner is not { Length: > 0 } owner)
            return [];
        return query.Shared && !query.Deleted ? all.Search(query) : all.Search(query with { Owner = owner });
    }

    public GalleryPicture? Find(long id) => all.Find(id) is { } picture && Sees(picture) ? picture : null;

    public byte[]? Png(long id) => IsSeen(id) ? all.Png(id) : null;

    public IReadOnlyList<GalleryStep> Steps(long id) => IsSeen(id) ? all.Steps(id) : [];

    public IReadOnlyList<double> Levels(long id) => IsSeen(id) ? all.Levels(id) : [];

    public GalleryStep? Step(long id, int number) => IsSeen(id) ? all.Step(id, number) : null;

    public bool SetFavourite(long id, bool favourite) => IsOwn(id) && all.SetFavourite(id, favourite);

    public bool SetShared(long id, bool shared) => IsOwn(id) && all.SetShared(id, shared);

    public bool Delete(long id) => IsOwn(id) && all.Delete(id);

    public bool Restore(long id) => IsOwn(id) && all.Restore(id);

    private bool IsSeen(long id) => viewer.SeesAll || Find(id) is not null;

    private bool IsOwn(long id) => viewer.SeesAll || all.Find(id) is { } picture && viewer.Sees(picture.Owner);

    private bool Sees(GalleryPicture picture) =>
        viewer.Sees(picture.Owner) || picture is { Shared: not null, Deleted: null } && viewer.Owner is { Length: > 0 };
}
