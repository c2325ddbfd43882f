using System.Text.Json.Serialization;

namespace Hippogriff.Studio.Jobs;

/// <summary>A LoRA in a request.</summary>
/// <param name="Name">Name of an installed LoRA (see <see cref="LoraCatalogue"/>), never a path.</param>
/// <param name="Weight">Weight, -4 to 4: 1 as trained, negative to reverse its effect.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RequestedLora(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("weight")] double Weight = 1
);
