using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Apis;

/// <summary>The models of the studio's source, as the APIs tell them.</summary>
internal sealed class ModelCatalogue(ModelCache cache, IModelSource models) : IModelCatalogue
{
    public async Task<IReadOnlyList<CatalogueModel>> ListAsync(CancellationToken cancellationToken = default)
    {
        List<CatalogueModel> usable = [];
        foreach (ListedModel model in models.List())
        {
            try
            {
                usable.Add(await ReadAsync(model, cancellationToken).ConfigureAwait(false));
            }
            // a damaged model is omitted from lists; naming it reports the damage
            catch (Exception error) when (OneOfMany.IsItsOwn(error)) { }
        }
        return usable;
    }

    public async Task<CatalogueModel?> FindAsync(string? name, CancellationToken cancellationToken = default)
    {
        ListedModel? found = name is null ? models.Find() : models.List().FirstOrDefault(model => model.Name == name);
        return found is null ? null : await ReadAsync(found, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CatalogueModel> ReadAsync(ListedModel model, CancellationToken cancellationToken) =>
        new(cache.Facts(model), await models.HashAsync(model, cancellationToken).ConfigureAwait(false), model.Changed)
        {
            Words = () => OneOfMany.Read<ModelWords?>(() => models.WordsOf(model), _ => null),
        };
}
