using Hippogriff.Pipelines;
using Hippogriff.Studio.Refusals;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis;

/// <summary>An available model.</summary>
/// <param name="Facts">Its properties for requests.</param>
/// <param name="Hash">First ten hex digits of the hash over its weights.</param>
/// <param name="Changed">When its files last changed.</param>
public sealed record CatalogueModel(ModelFacts Facts, string Hash, DateTimeOffset Changed)
{
    /// <summary>Reads its words; null if it has no list of words.</summary>
    public Func<ModelWords?> Words { get; init; } = () => null;
}

/// <summary>The models that requests may name. Only names are accepted: no path from a request is opened.</summary>
public interface IModelCatalogue
{
    /// <summary>All models, the default first; may be empty.</summary>
    Task<IReadOnlyList<CatalogueModel>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The model with this name (null: the default); null if there is none.</summary>
    /// <exception cref="HippogriffException">There is no default model, or the model's files are damaged.</exception>
    Task<CatalogueModel?> FindAsync(string? name, CancellationToken cancellationToken = default);
}

/// <summary>Messages about models, for all APIs.</summary>
internal static class ModelCatalogueSentences
{
    /// <summary>The error for an unknown model name; lists the existing ones.</summary>
    public static async Task<RefusedException> NoneCalledAsync(
        this IModelCatalogue models,
        string name,
        CancellationToken cancellationToken,
        int status = StatusCodes.Status404NotFound,
        string field = "model"
    )
    {
        string there = string.Join(
            ", ",
            (await models.ListAsync(cancellationToken).ConfigureAwait(false)).Take(20).Select(model => model.Facts.Name)
        );
        return new RefusedException(
            status,
            $"There is no model {Quoted.Name(name)}; there is {(there.Length == 0 ? "none" : there)}.",
            field,
            "model_not_found"
        );
    }
}
