using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Jobs;

/// <summary>A LoRA that an order asks for.</summary>
/// <param name="Name">Name of an installed LoRA (see <see cref="LoraCatalogue"/>), never a path.</param>
/// <param name="Weight">How much it counts, -4 to 4: 1 as it was trained, negative to take its change away.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestedLora(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("weight")] double Weight = 1
);
