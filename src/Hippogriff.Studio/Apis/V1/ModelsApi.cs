using System.Text.Json.Serialization;
using Hippogriff.Denoising;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>Models, samplers and schedules: <c>/api/v1/models</c> and <c>/api/v1/samplers</c>.</summary>
internal static class ModelsApi
{
    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints
            .MapGet("/api/v1/models", List)
            .WithTags("Models")
            .WithName("listModels")
            .WithSummary("Installed models with their defaults; the default one first.");
        endpoints
            .MapGet(
                "/api/v1/samplers",
                () => TypedResults.Ok(new SamplersView(SamplerRegistry.Default.Names, ScheduleRegistry.Default.Names))
            )
            .WithTags("Models")
            .WithName("listSamplers")
            .WithSummary("Names of samplers and schedules.");
    }

    private static Ok<ModelView[]> List(ModelCache cache, IModelSource models) =>
        TypedResults.Ok(
            models
                .Entries()
                .Select(entry =>
                    entry.Facts is { } facts
                        ? ModelView.Of(facts, entry.Model.IsDefault, cache)
                        : new ModelView(entry.Model.Name, entry.Model.IsDefault, false, Problem: entry.Fault)
                )
                .ToArray()
        );

    /// <summary>A model, or its problem.</summary>
    internal sealed record ModelView(
        string Name,
        bool Default,
        bool Loaded,
        GenerationDefaults? Defaults = null,
        int? SizeMultiple = null,
        [property: JsonPropertyName("guidanceIsBakedIn")] bool? IsGuidanceDistilled = null,
        string? Problem = null
    )
    {
        public static ModelView Of(ModelFacts facts, bool isDefault, ModelCache cache) =>
            new(
                facts.Name,
                isDefault,
                cache.Loaded.Contains(facts.Name),
                facts.Defaults,
                facts.SizeMultiple,
                facts.IsGuidanceDistilled
            );
    }

    /// <summary>Names of samplers and schedules.</summary>
    internal sealed record SamplersView(IReadOnlyList<string> Samplers, IReadOnlyList<string> Schedules);
}
