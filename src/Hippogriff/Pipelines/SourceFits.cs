using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hippogriff.Pipelines;

/// <summary>The names of <see cref="SourceFit"/>.</summary>
internal static class SourceFits
{
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<SourceFit>().Select(NameOf)];

    public static string NameOf(SourceFit fit) => JsonNamingPolicy.CamelCase.ConvertName(fit.ToString());

    /// <exception cref="HippogriffException">The name is unknown.</exception>
    public static SourceFit Find(string name) =>
        Enum.GetValues<SourceFit>().Cast<SourceFit?>().FirstOrDefault(fit => Same(NameOf(fit!.Value), name))
        ?? throw new HippogriffException(
            $"There is no fit of a source picture '{Texts.Fit.Piece(name)}'; there are {string.Join(", ", Names)}"
                + Texts.NearestName.Hint(name, Names)
        );

    private static bool Same(string own, string said) => own.Equals(said, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads and writes the names; unknown ones are refused with the usual message.</summary>
    internal sealed class Json : JsonConverter<SourceFit>
    {
        public override SourceFit Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? Find(reader.GetString()!) : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, SourceFit value, JsonSerializerOptions options) =>
            writer.WriteStringValue(NameOf(value));
    }
}
