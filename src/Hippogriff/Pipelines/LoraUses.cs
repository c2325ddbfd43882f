using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hippogriff.Pipelines;

/// <summary>A LoRA of a request.</summary>
/// <param name="Name">For a <see cref="DiffusionPipeline"/> its safetensors file. Where programs ask a server, the name
/// of an installed one, never a path.</param>
/// <param name="Weight">Weight, -4 to 4: 1 as trained, 0 no effect, negative to reverse its effect.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record LoraChoice(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("weight")] double Weight = 1
);

/// <summary>A LoRA of a picture.</summary>
/// <param name="Name">Its file name without folder and extension.</param>
/// <param name="Weight">Its weight.</param>
/// <param name="Hash">First ten hex digits of the SHA-256 of its file.</param>
public sealed record LoraUse(string Name, double Weight, string Hash)
{
    /// <summary>
    /// First twelve hex digits of the SHA-256 of its data, without the header. Stable Diffusion's web UI writes it.
    /// Null for pictures of earlier versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DataHash { get; init; }

    /// <summary>Whether hex digits are the beginning of one of its hashes.</summary>
    public bool Has(string hash) =>
        hash.Length > 0
        && (
            Hash.StartsWith(hash, StringComparison.OrdinalIgnoreCase)
            || hash.StartsWith(Hash, StringComparison.OrdinalIgnoreCase)
            || DataHash is { } data
                && (
                    data.StartsWith(hash, StringComparison.OrdinalIgnoreCase)
                    || hash.StartsWith(data, StringComparison.OrdinalIgnoreCase)
                )
        );
}

/// <summary>The LoRAs of a picture. Compared by value; an array in JSON.</summary>
[JsonConverter(typeof(Converter))]
public sealed class LoraUses(IReadOnlyList<LoraUse> uses) : IReadOnlyList<LoraUse>, IEquatable<LoraUses>
{
    /// <summary>The LoRAs of a request with the hashes of their files; null if there are none.</summary>
    /// <exception cref="HippogriffException">There are too many, one is repeated, a weight is out of range, or a file
    /// cannot be read.</exception>
    public static LoraUses? Of(IReadOnlyList<LoraChoice> choices) => LoraCheck.Resolve(choices);

    /// <summary>Most LoRAs of one drawing.</summary>
    public const int Most = LoraCheck.Most;

    /// <summary>The largest weight of a LoRA; the smallest is its negative.</summary>
    public const double Strongest = LoraCheck.Strongest;

    /// <summary>Number of LoRAs.</summary>
    public int Count => uses.Count;

    /// <summary>The LoRA at this place.</summary>
    public LoraUse this[int index] => uses[index];

    /// <inheritdoc/>
    public bool Equals(LoraUses? other) => other is not null && this.SequenceEqual(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LoraUses);

    /// <inheritdoc/>
    public override int GetHashCode() => uses.Aggregate(uses.Count, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<LoraUse> GetEnumerator() => uses.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>"my-dog:1, snow:-0.5".</summary>
    public override string ToString() =>
        string.Join(", ", uses.Select(use => string.Create(CultureInfo.InvariantCulture, $"{use.Name}:{use.Weight}")));

    private sealed class Converter : JsonConverter<LoraUses>
    {
        public override LoraUses Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            JsonSerializer.Deserialize<LoraUse[]>(ref reader, options) is { } uses
            && uses.All(use => use is { Name: not null, Hash: not null })
                ? new LoraUses(uses)
                : throw new JsonException("LoRAs are an array of name, weight and hash.");

        public override void Write(Utf8JsonWriter writer, LoraUses value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value.ToArray(), options);
    }
}
