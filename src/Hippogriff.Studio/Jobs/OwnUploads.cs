using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Studio.Access;
using Hippogriff.Studio.Refusals;

namespace Hippogriff.Studio.Jobs;

/// <summary>The uploads as one person sees them: only their own, unless they see all.</summary>
internal sealed class OwnUploads(Uploads all, UploadOwners owners, Viewer viewer) : IUploads
{
    public async Task<string> KeepPictureAsync(
        ReadOnlyMemory<byte> bytes,
        CancellationToken cancellationToken = default
    )
    {
        string owner = viewer.RequireOwner();
        return Owned(await all.KeepPictureAsync(bytes, cancellationToken).ConfigureAwait(false), owner);
    }

    public async Task<string> KeepMaskAsync(
        ReadOnlyMemory<byte> bytes,
        MaskMeaning meaning,
        CancellationToken cancellationToken = default
    )
    {
        string owner = viewer.RequireOwner();
        return Owned(await all.KeepMaskAsync(bytes, meaning, cancellationToken).ConfigureAwait(false), owner);
    }

    public RgbImage Picture(string name) => all.Picture(Seen(name));

    public MaskImage Mask(string name) => all.Mask(Seen(name));

    /// <summary>Refuses names of others' uploads in a request, as if there were none.</summary>
    /// <exception cref="HippogriffException">There is no such upload of this person.</exception>
    public void Require(JobRequest order)
    {
        foreach (string? name in (string?[])[order.Source, order.Mask])
            if (name is not null)
                Seen(name);
    }

    private string Owned(string name, string owner)
    {
        if (owner.Length > 0)
            owners.Add(name, owner);
        return name;
    }

    private string Seen(string name) =>
        viewer.SeesAll || viewer.Owner is { Length: > 0 } owner && owners.Has(name, owner)
            ? name
            : throw new HippogriffException(
                "There is no upload of that name; upload it first and use the name that comes back.",
                FaultKind.NotFound
            ).Because(RefusalKind.UploadGone);
}
