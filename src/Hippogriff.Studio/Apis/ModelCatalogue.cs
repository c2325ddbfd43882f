using System.Collections.Concurrent;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Apis;

/// <summary>
/// The models in the default folders, or the single model of a studio with a custom loader. Data of a model is cached
/// until its files change.
/// </summary>
internal sealed class ModelCatalogue(ModelCache cache, StudioOptions options) : IModelCatalogue
{
    private readonly ConcurrentDictionary<string, CatalogueModel> _known = new(StringComparer.Ordinal);

    public async Task<IReadOnlyList<CatalogueModel>> ListAsync(CancellationToken cancellationToken = default)
    {
        if (options.Open is not null)
            return [await OpenedAsync(cancellationToken).ConfigureAwait(false)];
        List<CatalogueModel> models = [];
        foreach (ModelFolder folder in StudioModels.List(options))
        {
            try
            {
                models.Add(await ReadAsync(folder, cancellationToken).ConfigureAwait(false));
            }
            // a damaged model is omitted from lists; naming it reports the damage
            catch (Exception error) when (OneOfMany.IsItsOwn(error)) { }
        }
        return models;
    }

    public async Task<CatalogueModel?> FindAsync(string? name, CancellationToken cancellationToken = default)
    {
        if (options.Open is not null)
            return
                await OpenedAsync(cancellationToken).ConfigureAwait(false) is var opened
                && (name is null || name == opened.Facts.Name)
                ? opened
                : null;
        if (name is null)
            return await ReadAsync(cache.Folder(null), cancellationToken).ConfigureAwait(false);
        return StudioModels.List(options).FirstOrDefault(folder => folder.Name == name) is { } found
            ? await ReadAsync(found, cancellationToken).ConfigureAwait(false)
            : null;
    }

    private async Task<CatalogueModel> ReadAsync(ModelFolder folder, CancellationToken cancellationToken)
    {
        DateTime changed = folder.WeightFiles.Append(folder.MainFile).Max(File.GetLastWriteTimeUtc);
        if (_known.TryGetValue(folder.Path, out CatalogueModel? known) && known.Changed.UtcDateTime == changed)
            return known;
        string hash = await cache.HashAsync(folder.Name, cancellationToken).ConfigureAwait(false);
        return _known[folder.Path] = new CatalogueModel(
            await cache.FactsAsync(folder.Name, cancellationToken).ConfigureAwait(false),
            hash,
            new DateTimeOffset(changed)
        );
    }

    private async Task<CatalogueModel> OpenedAsync(CancellationToken cancellationToken)
    {
        using ModelCache.Lease lease = await cache.LeaseAsync(null, cancellationToken).ConfigureAwait(false);
        return new CatalogueModel(lease.Pipeline.Facts, lease.Pipeline.Hash, DateTimeOffset.UnixEpoch);
    }
}
