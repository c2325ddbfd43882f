using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Texts;

namespace Hippogriff.Pipelines;

/// <summary>The kind of value of a <see cref="GenerationField"/>.</summary>
public enum FieldKind
{
    /// <summary>A text, a <see cref="string"/>.</summary>
    Text,

    /// <summary>A whole number, an <see cref="int"/> or a <see cref="long"/>.</summary>
    Whole,

    /// <summary>A number, a <see cref="double"/>.</summary>
    Number,

    /// <summary>A <see cref="GuidanceInterval"/>; as a text "0.1-0.8".</summary>
    Interval,

    /// <summary>One of some names, a <see cref="string"/>.</summary>
    Name,

    /// <summary>LoRAs, a list of <see cref="LoraChoice"/>.</summary>
    Loras,
}

/// <summary>
/// One option of a drawing: its names, its allowed values, and how it is read and set. Names, ranges, defaults and help
/// everywhere come from here: command line, HTTP APIs, MCP, Microsoft.Extensions.AI and picture metadata.
/// <see cref="GenerationFields"/> lists all options.
/// </summary>
public sealed class GenerationField
{
    /// <summary>Control characters but for those that separate lines and words.</summary>
    private static readonly SearchValues<char> s_noText = SearchValues.Create([
        .. Enumerable.Range(0, 32).Select(code => (char)code).Where(c => !char.IsWhiteSpace(c)),
        (char)127,
    ]);

    private readonly Func<GenerationOptions, object?> _get;
    private readonly Func<GenerationOptions, object?, GenerationOptions> _set;

    internal GenerationField(
        string property,
        FieldKind kind,
        Type type,
        Func<GenerationOptions, object?> get,
        Func<GenerationOptions, object?, GenerationOptions> set
    ) => (Property, Kind, ValueType, _get, _set) = (property, kind, type, get, set);

    /// <summary>Name of the property of <see cref="GenerationOptions"/>: "GuidanceRescale".</summary>
    public string Property { get; }

    /// <summary>Kind of its value.</summary>
    public FieldKind Kind { get; }

    /// <summary>The type of its value; numbers are nullable.</summary>
    public Type ValueType { get; }

    /// <summary>Its name in a sentence: "guidance rescale".</summary>
    public required string Name { get; init; }

    /// <summary>Its name in the JSON of our own API: "guidanceRescale".</summary>
    public string JsonName => JsonNamingPolicy.CamelCase.ConvertName(Property);

    /// <summary>
    /// Its name where names are written with underscores (OpenAI's extra fields, MCP, properties of
    /// Microsoft.Extensions.AI): "guidance_rescale".
    /// </summary>
    public string SnakeName => JsonNamingPolicy.SnakeCaseLower.ConvertName(Property);

    /// <summary>Names of other programs for it, in their spelling: "cfg_scale".</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Its option on the command line: "--guidance-rescale"; null if it has none of its own.</summary>
    public string? OptionName { get; init; }

    /// <summary>Its entry in the text about a picture: "CFG scale"; null if it has none of its own.</summary>
    public string? InfotextName { get; init; }

    /// <summary>Minimum; null if it is not a number.</summary>
    public decimal? Minimum { get; init; }

    /// <summary>Maximum of a number, or of the length of a text; null for other kinds.</summary>
    public decimal? Maximum { get; init; }

    /// <summary>Its default as text: "0.6", "the model's". Null: none.</summary>
    public string? Default { get; init; }

    /// <summary>Its effect, in one sentence without its range.</summary>
    public required string Help { get; init; }

    /// <summary>The allowed names; empty for other kinds.</summary>
    public IReadOnlyList<string> Names => ListNames?.Invoke() ?? [];

    internal Func<IReadOnlyList<string>>? ListNames { get; init; }

    internal Func<string, string>? NameOf { get; init; }

    /// <summary>"1 to 1,000"; null if it is not a number, or any number of its type.</summary>
    public string? Range =>
        Kind is FieldKind.Whole or FieldKind.Number && Maximum < long.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{Minimum:#,0.##} to {Maximum:#,0.##}")
            : null;

    /// <summary>Help, range and default in one text.</summary>
    public string Description =>
        Help
        + (Range is { } range ? $" {range}." : "")
        + (Names.Count > 0 ? $" One of {string.Join(", ", Names)}." : "")
        + (Default is { } left ? $" Left out: {left}." : "");

    /// <summary>Its allowed values, for use in sentences: "a whole number from 1 to 1,000".</summary>
    public string Takes =>
        Kind switch
        {
            FieldKind.Whole => string.Create(
                CultureInfo.InvariantCulture,
                $"a whole number from {Minimum:#,0} to {Maximum:#,0}"
            ),
            FieldKind.Number => string.Create(CultureInfo.InvariantCulture, $"a number from {Minimum} to {Maximum}"),
            FieldKind.Interval => "two numbers from 0 to 1, the lower one first, such as 0.05-0.8",
            FieldKind.Name => $"one of {string.Join(", ", Names)}",
            FieldKind.Loras => "LoRAs, each with a name and perhaps a weight",
            _ => "a text",
        };

    /// <summary>Its value in the given options.</summary>
    public object? Get(GenerationOptions options) => _get(options);

    /// <summary>The options with another value; null unsets it.</summary>
    /// <exception cref="InvalidCastException">The value is of another type than <see cref="ValueType"/>.</exception>
    public T Set<T>(T options, object? value)
        where T : GenerationOptions => (T)_set(options, value);

    /// <summary>Parses a value; null if the text is not one. The range is not checked.</summary>
    public object? Read(string text) =>
        Kind switch
        {
            FieldKind.Whole => FieldValues.Whole(text, ValueType),
            FieldKind.Number => FieldValues.Number(text),
            FieldKind.Interval => GuidanceInterval.ReadEnds(text),
            FieldKind.Loras => null,
            _ => text,
        };

    /// <summary>
    /// Reads a value from JSON: 20, 20.0 and "20" are the number 20; an interval is a text or an object with low and
    /// high. Null if it is not one. The range is not checked.
    /// </summary>
    public object? Read(JsonElement json) =>
        json.ValueKind switch
        {
            JsonValueKind.String => JsonText.StringOf(json) is { } text ? Read(text) : null,
            JsonValueKind.Number when Kind is FieldKind.Whole or FieldKind.Number => Read(json.GetRawText()),
            JsonValueKind.Object when Kind == FieldKind.Interval => FieldValues.Interval(json),
            JsonValueKind.Array when Kind == FieldKind.Loras => FieldValues.Loras(json),
            _ => null,
        };

    /// <summary>Validates a value; the message is the same everywhere.</summary>
    /// <param name="value">A value of <see cref="ValueType"/>, or null, which is always valid.</param>
    /// <returns>The value; a name in its canonical spelling.</returns>
    /// <exception cref="HippogriffException">The message names the value and what is allowed.</exception>
    public object? Check(object? value)
    {
        switch (value)
        {
            case string text when Kind == FieldKind.Name:
                return NameOf!(text);
            case string text when text.Length > Maximum:
                throw new HippogriffException(
                    $"The {Name} has {Counted.Of(text.Length, "character")}, and {Maximum} are allowed."
                );
            case string text when text.AsSpan().IndexOfAny(s_noText) is >= 0 and var at:
                throw new HippogriffException(
                    $"The {Name} has a character that is no text (U+{(int)text[at]:X4}); leave it out."
                );
            case int or long when Convert.ToDecimal(value, CultureInfo.InvariantCulture) is var whole:
                if (whole < Minimum || whole > Maximum)
                    throw OutOfRange(value);
                break;
            case double number:
                if (!(number >= (double?)Minimum && number <= (double?)Maximum))
                    throw OutOfRange(number);
                break;
            case GuidanceInterval interval when !interval.IsPossible():
                throw new HippogriffException(
                    FormattableString.Invariant($"The {Name} {interval.Low} to {interval.High} does not lie ")
                        + "within 0 and 1, the lower end first."
                );
            case IReadOnlyList<LoraChoice> loras:
                LoraCheck.Require(loras);
                break;
        }
        return value;
    }

    /// <summary>Validates its value in the given options; the exception says which field it is of.</summary>
    internal void Require(GenerationOptions options)
    {
        try
        {
            Check(Get(options));
        }
        catch (HippogriffException error) when (error.Field is null)
        {
            throw new HippogriffException(error.Message, error, error.Kind) { Field = SnakeName };
        }
    }

    private HippogriffException OutOfRange(object value) =>
        new(FormattableString.Invariant($"The {Name} {value} is not between {Minimum} and {Maximum}."));

    /// <inheritdoc/>
    public override string ToString() => Property;
}
