using System.Text.Json;
using Hippogriff.Studio.Apis.Bodies;

namespace Hippogriff.Tests.Studio;

public class LenientJsonTests
{
    private static readonly JsonSerializerOptions s_json = LenientJson.Add(new JsonSerializerOptions());

    [Theory]
    [InlineData("20", 20)]
    [InlineData("20.0", 20)]
    [InlineData("2e1", 20)]
    [InlineData("20.000000000000000000", 20)]
    [InlineData("\"20\"", 20)]
    [InlineData("\"20.0\"", 20)]
    [InlineData("-1.0", -1)]
    [InlineData("9.223372036854775807e18", long.MaxValue)]
    [InlineData("9007199254740993.0", 9_007_199_254_740_993)] // beyond what a double tells apart
    public void A_whole_number_is_taken_as_clients_write_it(string json, long expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize<long>(json, s_json));

    [Theory]
    [InlineData("20.5")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("9223372036854775808")]
    [InlineData("9.3e18")]
    [InlineData("\"twenty\"")]
    [InlineData("\"\"")]
    [InlineData("\"1e1\"")]
    [InlineData("\"0x10\"")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("\"\\ud800\"")]
    public void What_is_no_whole_number_is_a_fault(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<long>(json, s_json));

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"1e999\"")]
    public void What_no_number_can_be_is_a_fault(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<double>(json, s_json));

    [Theory]
    [InlineData("\"false\"", false)]
    [InlineData("\"True\"", true)]
    [InlineData("0", false)]
    [InlineData("1.0", true)]
    [InlineData("true", true)]
    public void A_truth_value_is_taken_as_clients_write_it(string json, bool expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize<bool>(json, s_json));

    [Theory]
    [InlineData("2")]
    [InlineData("\"yes\"")]
    [InlineData("null")]
    public void What_is_neither_true_nor_false_is_a_fault(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<bool>(json, s_json));
}
