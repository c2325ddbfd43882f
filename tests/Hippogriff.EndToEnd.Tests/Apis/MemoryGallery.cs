using System.Collections.Concurrent;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;
using Hippogriff.Metadata;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Apis;
using Hippogriff.Studio.Gallery;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.EndToEnd.Tests.Apis;

/// <summary>A gallery in memory.</summary>
internal sealed class MemoryGallery : IGallery
{
    private readonly ConcurrentDictionary<long, (GalleryPicture Picture, byte[] Png)> _all = new();
    private long _last;

    public event Action? Changed;

    public long Add(Guid job, GenerationSettings settings, RgbImage image)
    {
        long id = Interlocked.Increment(ref _last);
        _all[id] = (
            new GalleryPicture(id, job, settings, DateTimeOffset.UtcNow, false, 0),
            ImageEncoding.Encode(image, ImageFormat.Png, settings)
        );
        Changed?.Invoke();
        return id;
    }

    public IReadOnlyList<GalleryPicture> Search(GalleryQuery query) =>
        [.. _all.Values.Select(entry => entry.Picture).OrderByDescending(picture => picture.Id)];

    public GalleryPicture? Find(long id) =>
        _all.TryGetValue(id, out (GalleryPicture Picture, byte[]) entry) ? entry.Picture : null;

    public byte[]? Png(long id) => _all.TryGetValue(id, out (GalleryPicture, byte[] Png) entry) ? entry.Png : null;

    public IReadOnlyList<GalleryStep> Steps(long id) => [];

    public bool SetFavourite(long id, bool favourite) => Change(id, picture => picture with { Favourite = favourite });

    public bool Delete(long id) => Change(id, picture => picture with { Deleted = DateTimeOffset.UtcNow });

    public bool Restore(long id) => Change(id, picture => picture with { Deleted = null });

    private bool Change(long id, Func<GalleryPicture, GalleryPicture> change)
    {
        if (!_all.TryGetValue(id, out (GalleryPicture Picture, byte[] Png) entry))
            return false;
        _all[id] = (change(entry.Picture), entry.Png);
        return true;
    }
}

/// <summary>Uploads in memory.</summary>
internal sealed class MemoryUploads : IUploads
{
    private readonly ConcurrentDictionary<string, RgbImage> _pictures = new();
    private readonly ConcurrentDictionary<string, MaskImage> _masks = new();

    public Task<string> KeepPictureAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        string name = "p" + _pictures.Count;
        _pictures[name] = ImageFile.Decode(bytes.ToArray(), "the uploaded picture");
        return Task.FromResult(name);
    }

    public Task<string> KeepMaskAsync(
        ReadOnlyMemory<byte> bytes,
        MaskMeaning meaning,
        CancellationToken cancellationToken = default
    )
    {
        string name = "m" + _masks.Count;
        _masks[name] = MaskFile.Decode(bytes.ToArray(), meaning, "the uploaded mask");
        return Task.FromResult(name);
    }

    public RgbImage Picture(string name) => _pictures[name];

    public MaskImage Mask(string name) => _masks[name];
}

/// <summary>Models that need no files, the first the default.</summary>
internal sealed class FixedModels(params ModelFacts[] models) : IModelCatalogue
{
    public Task<IReadOnlyList<CatalogueModel>> ListAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<CatalogueModel>>([
            .. models.Select(facts => new CatalogueModel(facts, "0123456789", DateTimeOffset.UnixEpoch)),
        ]);

    public async Task<CatalogueModel?> FindAsync(string? name, CancellationToken cancellationToken = default) =>
        (await ListAsync(cancellationToken)).FirstOrDefault(model => name is null || model.Facts.Name == name);
}
