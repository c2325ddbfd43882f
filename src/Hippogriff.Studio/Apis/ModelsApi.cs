using Hippogriff.Noise;
using Hippogriff.Pipelines;
using Hippogriff.Sampling;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Setup;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis;

/// <summary>What there is to draw with: <c>/api/v1/models</c> and <c>/api/v1/samplers</c>.</summary>
internal static class ModelsApi
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/v1/models", ListAsync).WithTags("Models").WithName("list-models").WithSummary("Installed models with their defaults; the default one first.");
        endpoints.MapGet("/api/v1/samplers", () => TypedResults.Ok(new SamplersView(Samplers.Names, Schedules.Names))).WithTags("Models").WithName("list-samplers").WithSummary("Names of samplers and schedules.");
    }

    private static async Task<Ok<ModelView[]>> ListAsync(ModelShelf shelf, StudioOptions options, CancellationToken stop)
    {
        string? usual = UsualName(shelf);
        IEnumerable<string> names = StudioModels.List(options).Select(model => model.Name);
        if (usual is not null) names = names.Prepend(usual);
        List<ModelView> models = [];
        foreach (string name in names.Distinct())
        {
            try
            {
                ModelFacts facts = await shelf.FactsAsync(name, stop);
                models.Add(new ModelView(name, name == usual, shelf.Loaded.Contains(name), facts.Defaults, facts.SizeMultiple, facts.GuidanceIsBakedIn));
            }
            catch (HippogriffException error)
            {
                models.Add(new ModelView(name, name == usual, false, Problem: error.Message));
            }
        }
        return TypedResults.Ok(models.ToArray());
    }

    private static string? UsualName(ModelShelf shelf)
    {
        try { return shelf.NameOf(null); }
        catch (HippogriffException) { return null; }
    }

    /// <summary>A model, or what is wrong with it.</summary>
    internal sealed record ModelView(
        string Name, bool Default, bool Loaded, GenerationDefaults? Defaults = null, int? SizeMultiple = null, bool? GuidanceIsBakedIn = null, string? Problem = null);

    /// <summary>Names of samplers and schedules.</summary>
    internal sealed record SamplersView(IReadOnlyList<string> Samplers, IReadOnlyList<string> Schedules);
}
