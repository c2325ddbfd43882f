using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hippogriff.Models;

/// <summary>
/// Reads and writes the architecture in a configuration file: <c>{ "u_net": { ... } }</c>. Null entries are ignored. A
/// file with none or several is refused by <see cref="DenoiserConfig.Check"/>, which has the file's name.
/// </summary>
internal sealed class DenoiserConfigConverter : JsonConverter<DenoiserConfig>
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(DenoiserConfig);

    public override DenoiserConfig Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("The JSON value could not be converted to a design of a denoiser.");
        List<DenoiserConfig> found = [];
        HashSet<string> names = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
                throw new JsonException($"Duplicate property '{name}' encountered during deserialization.");
            Type type =
                DenoiserDesigns.TypeOf(name)
                ?? throw new JsonException($"The JSON property '{name}' could not be mapped to any .NET member.");
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                continue;
            try
            {
                found.Add((DenoiserConfig)JsonSerializer.Deserialize(ref reader, type, options)!);
            }
            catch (JsonException error) when (error.Path is { } path)
            {
                throw new JsonException(
                    error.Message,
                    $"$.{name}{path.TrimStart('$')}",
                    error.LineNumber,
                    error.BytePositionInLine,
                    error
                );
            }
        }
        return found is [var design] ? design : new NoDesign();
    }

    public override void Write(Utf8JsonWriter writer, DenoiserConfig value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName(DenoiserDesigns.NameOf(value));
        JsonSerializer.Serialize(writer, value, value.GetType(), options);
        writer.WriteEndObject();
    }

    /// <summary>A file with none or several architectures.</summary>
    private sealed record NoDesign : DenoiserConfig
    {
        public override DenoiserNetwork Build() =>
            throw new HippogriffException(
                $"A denoiser's configuration names exactly one of {DenoiserDesigns.Listed()}.",
                FaultKind.DamagedFile
            );

        public override int SizeMultiple() => 1;

        public override string DisplayName() => "no design";

        public override void Check(ConfigCheck check, int channels, int textWidth) =>
            throw new HippogriffException(
                $"{check.Origin} names none or several designs of a denoiser; exactly one of "
                    + $"{DenoiserDesigns.Listed()} is allowed.",
                FaultKind.DamagedFile
            );
    }
}
