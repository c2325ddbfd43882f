using Hippogriff.Hub.Cache;
using Hippogriff.Hub.Naming;
using Hippogriff.Hub.Settings;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;

namespace Hippogriff.Hub;

/// <summary>
/// Models in the hub's cache by name ("owner/name"), whichever tool fetched them. Nothing is fetched. Give
/// <see cref="List"/> and <see cref="Find"/> to a <see cref="FolderModelSource"/>.
/// </summary>
/// <param name="cache">The cache.</param>
/// <param name="registry">The formats that are known; null for <see cref="CheckpointRegistry.Default"/>.</param>
public sealed class HubModels(HubCache cache, CheckpointRegistry? registry = null)
{
    private readonly CheckpointRegistry _registry = registry ?? CheckpointRegistry.Default;

    /// <summary>The models of this user's cache.</summary>
    public static HubModels OfThisUser() => new(new HubCache(HubSettings.CacheOfThisUser()));

    /// <summary>The models that this version can load.</summary>
    public IEnumerable<ModelFolder> List() =>
        cache.Models().Where(model => _registry.Knows(new CheckpointSource(model)));

    /// <summary>
    /// The model called "owner/name", "owner/name@revision" or "owner/name/FILE.safetensors". It need not be of a known
    /// kind. Null if the cache does not have it.
    /// </summary>
    public ModelFolder? Find(string name)
    {
        if (!name.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(name))
            return null;
        HubName read;
        try
        {
            read = HubName.Parse(name);
        }
        catch (HippogriffException)
        {
            return null; // a path
        }
        IReadOnlyList<ModelFolder> models = cache.ModelsOf(read.Repository, read.Revision);
        return read.Path.Length == 0 && models.Count == 1
            ? models[0]
            : models.FirstOrDefault(model => model.Name == name);
    }
}
