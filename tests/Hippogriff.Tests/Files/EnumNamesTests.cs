using System.Text.Json;
using Hippogriff.Files;

namespace Hippogriff.Tests.Files;

public class EnumNamesTests
{
    private enum Kind
    {
        PlainColour = 3,
        Gradient = 7,
    }

    private static readonly JsonSerializerOptions s_json = new()
    {
        Converters = { new EnumNames(JsonNamingPolicy.SnakeCaseLower) },
    };

    [Theory]
    [InlineData("\"plain_colour\"")]
    [InlineData("\"PLAIN_Colour\"")]
    [InlineData("\"PlainColour\"")]
    [InlineData("\"plaincolour\"")]
    public void A_value_is_read_by_either_name_in_any_case(string json) =>
        Assert.Equal(Kind.PlainColour, JsonSerializer.Deserialize<Kind>(json, s_json));

    [Theory]
    [InlineData("3")]
    [InlineData("\"3\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"gradient, plain_colour\"")]
    [InlineData("[\"gradient\"]")]
    public void Anything_else_is_refused_with_the_names_there_are(string json) =>
        Assert.Contains(
            "plain_colour, gradient",
            Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Kind>(json, s_json)).Message
        );

    [Fact]
    public void It_is_written_by_its_name_as_a_value_and_as_a_key()
    {
        Dictionary<Kind, Kind> pair = new() { [Kind.Gradient] = Kind.PlainColour };
        string json = JsonSerializer.Serialize(pair, s_json);
        Assert.Equal("{\"gradient\":\"plain_colour\"}", json);
        Assert.Equal(pair, JsonSerializer.Deserialize<Dictionary<Kind, Kind>>(json, s_json));
    }

    [Fact]
    public void Numbers_stay_numbers() => Assert.Equal("[1]", JsonSerializer.Serialize(new[] { 1 }, s_json));
}
