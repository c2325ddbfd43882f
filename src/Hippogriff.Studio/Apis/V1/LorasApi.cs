using Hippogriff.Studio.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Hippogriff.Studio.Apis.V1;

/// <summary>The available LoRAs: <c>/api/v1/loras</c>.</summary>
internal static class LorasApi
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                "/api/v1/loras",
                (LoraCatalogue loras) => TypedResults.Ok(loras.List().Select(LoraView.Of).ToArray())
            )
            .WithTags("Models")
            .WithName("listLoras")
            .WithSummary("Installed LoRAs by name, each with the model that it was made for.");

    /// <summary>A LoRA, or its problem.</summary>
    /// <param name="Name">Its name in requests.</param>
    /// <param name="Model">The model it was made for; omitted if its file does not specify it.</param>
    /// <param name="ModelHash">The hash of that model.</param>
    /// <param name="Rank">The largest rank of its layers.</param>
    /// <param name="Words">Its new words.</param>
    /// <param name="Problem">Why it cannot be used.</param>
    internal sealed record LoraView(
        string Name,
        string? Model,
        string? ModelHash,
        long? Rank,
        IReadOnlyList<string>? Words,
        string? Problem
    )
    {
        public static LoraView Of(InstalledLora lora) =>
            new(
                lora.Name,
                lora.Card?.Base?.Model,
                lora.Card?.Base?.Hash,
                lora.Card?.Rank,
                lora.Card?.Words,
                lora.Fault
            );
    }
}
