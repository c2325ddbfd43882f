using System.Globalization;
using System.Text.Json;
using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Fields;

/// <summary>
/// A value of every field that it may have, and one that it may not, made of what the field says itself.
/// </summary>
internal static class FieldSamples
{
    private const int Number = 16;

    public static TheoryData<string> Names => [.. GenerationFields.All.Select(one => one.Property)];

    public static GenerationField Field(string property) =>
        GenerationFields.All.Single(field => field.Property == property);

    /// <summary>A value that is not the default.</summary>
    public static object Good(GenerationField field) =>
        field.Kind switch
        {
            FieldKind.Whole => field.ValueType == typeof(int) ? Number : (object)(long)Number,
            FieldKind.Number => (double)field.Maximum! / 2,
            FieldKind.Interval => new GuidanceInterval(0.25, 0.75),
            FieldKind.Name => field.Names[^1],
            FieldKind.Loras => new[] { new LoraChoice("dog", 0.5) },
            _ => "a red cat",
        };

    /// <summary>A value that is out of range.</summary>
    public static object Bad(GenerationField field) =>
        field.Kind switch
        {
            FieldKind.Whole => field.ValueType == typeof(int)
                ? (int)field.Minimum! - 1
                : (object)((long)field.Minimum! - 1),
            FieldKind.Number => (double)field.Maximum! + 1,
            FieldKind.Interval => new GuidanceInterval(0.75, 0.25),
            FieldKind.Name => "nothing",
            FieldKind.Loras => new[] { new LoraChoice("dog", 5) },
            _ => new string('a', (int)field.Maximum! + 1),
        };

    /// <summary>The sentence that refuses it.</summary>
    public static string Sentence(GenerationField field) =>
        Assert.Throws<HippogriffException>(() => field.Check(Bad(field))).Message;

    /// <summary>A value as a command line has it.</summary>
    public static string Text(object value) =>
        value switch
        {
            GuidanceInterval interval => interval.ToText(),
            LoraChoice[] loras => string.Create(
                CultureInfo.InvariantCulture,
                $"{loras[0].Name}.safetensors:{loras[0].Weight}"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
        };

    /// <summary>A value as JSON has it; an interval as an object.</summary>
    public static JsonElement Json(object value) =>
        JsonSerializer.SerializeToElement(value, new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Whether options hold it.</summary>
    public static void AssertHolds(GenerationField field, GenerationOptions options) =>
        Assert.Equal(
            JsonSerializer.Serialize(Good(field)),
            JsonSerializer.Serialize(field.Get(options)),
            ignoreCase: false
        );
}
