using System.Collections.Concurrent;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Setup;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Apis;

/// <summary>The models in the usual places. What is read of a model is kept until its files change.</summary>
internal sealed class InstalledModels(StudioOptions options) : IModelCatalogue
{
    private readonly ConcurrentDictionary<string, CatalogueModel> _known = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<CatalogueModel>> ListAsync(CancellationToken cancellationToken = default) => Task.Run(List, cancellationToken);

    public Task<CatalogueModel?> FindAsync(string? name, CancellationToken cancellationToken = default) => Task.Run(() => Find(name), cancellationToken);

    private IReadOnlyList<CatalogueModel> List()
    {
        List<CatalogueModel> models = [];
        if (Folders() is not { Count: > 0 } folders) return models;
        string usual = ModelFolder.Find(options.Model).Name;
        foreach (ModelFolder folder in folders)
        {
            try { models.Insert(folder.Name == usual ? 0 : models.Count, Read(folder)); }
            catch (HippogriffException) { } // a damaged model is left out of lists; where it is named, it is said what is wrong
        }
        return models;
    }

    private CatalogueModel? Find(string? name)
    {
        if (name is null) return Read(ModelFolder.Find(options.Model));
        return Folders().FirstOrDefault(folder => folder.Name == name) is { } found ? Read(found) : null;
    }

    private static IReadOnlyList<ModelFolder> Folders() => ModelLibrary.Usual().List();

    private CatalogueModel Read(ModelFolder folder)
    {
        DateTime changed = folder.WeightFiles.Append(folder.FileAt(ModelFolder.IndexFile)).Max(File.GetLastWriteTimeUtc);
        if (_known.TryGetValue(folder.Path, out CatalogueModel? known) && known.Changed.UtcDateTime == changed) return known;
        return _known[folder.Path] = new CatalogueModel(ModelFacts.Read(folder), folder.Hash(), new DateTimeOffset(changed));
    }
}
