using Hippogriff.Pipelines;
using Hippogriff.Studio.Refusals;
using Hippogriff.Weights;
using Microsoft.AspNetCore.Http;

namespace Hippogriff.Studio.Apis;

/// <summary>A model that can draw here.</summary>
/// <param name="Facts">What a request must know of it.</param>
/// <param name="Hash">First ten hex digits of the hash over its weights.</param>
/// <param name="Changed">When its files last changed.</param>
public sealed record CatalogueModel(ModelFacts Facts, string Hash, DateTimeOffset Changed);

/// <summary>The models that requests may name. Names only: no path from a request reaches the disk.</summary>
public interface IModelCatalogue
{
    /// <summary>All of them, the default first; empty if there are none.</summary>
    Task<IReadOnlyList<CatalogueModel>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>The model of that name, null for the default; null if there is none of that name.</summary>
    /// <exception cref="HippogriffException">The default was asked for and there is none, or its files are
    /// damaged.</exception>
    Task<CatalogueModel?> FindAsync(string? name, CancellationToken cancellationToken = default);
}

/// <summary>What all APIs say of models.</summary>
internal static class ModelCatalogueSentences
{
    /// <summary>The refusal of a name that no model has; it lists those that there are.</summary>
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
