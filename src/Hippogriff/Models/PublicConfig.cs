using System.Text.Json;

namespace Hippogriff.Models;

/// <summary>
/// A config.json of a public model folder, whose settings may be left out: then the default of the library counts
/// that writes them.
/// </summary>
/// <param name="Root">The object.</param>
/// <param name="Origin">Start of the messages, for example "'unet/config.json'".</param>
public sealed record PublicConfig(JsonElement Root, string Origin)
{
    /// <summary>A setting; null if it is absent or null.</summary>
    public JsonElement? Find(string name) =>
        Root.ValueKind == JsonValueKind.Object
        && Root.TryGetProperty(name, out JsonElement value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    /// <summary>Whether a setting is there and null.</summary>
    public bool IsNull(string name) =>
        Root.ValueKind == JsonValueKind.Object
        && Root.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Null;

    /// <summary>A whole number.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public int Int(string name, int absent) => Find(name) is { } value ? IntOf(name, value) : absent;

    /// <summary>A number.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public double Number(string name, double absent) =>
        Find(name) is not { } value ? absent
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw Wrong(name, "a number");

    /// <summary>True or false.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public bool Flag(string name, bool absent) =>
        Find(name) is not { } value ? absent
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(name, "true or false");

    /// <summary>A text; null if it is absent.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public string? Text(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(name, "a text");

    /// <summary>A list of texts.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public IReadOnlyList<string> Texts(string name, params IReadOnlyList<string> absent) =>
        Find(name) is not { } value ? absent
        : value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
        : throw Wrong(name, "a list of texts");

    /// <summary>A list of whole numbers.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public IReadOnlyList<int> Ints(string name, params IReadOnlyList<int> absent) =>
        Find(name) is { } value ? IntsOf(name, value) : absent;

    /// <summary>A list of numbers; null if it is absent.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public IReadOnlyList<double>? Numbers(string name) =>
        Find(name) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array
        && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number)
            ? [.. value.EnumerateArray().Select(item => item.GetDouble())]
        : throw Wrong(name, "a list of numbers");

    /// <summary>A whole number for all of <paramref name="count"/> levels, or a list with one for each.</summary>
    /// <exception cref="HippogriffException">It is something else, or the list has another length.</exception>
    public IReadOnlyList<int> EachInt(string name, int count, int absent)
    {
        IReadOnlyList<JsonElement> items = Each(name, count);
        return items.Count == 0 ? [.. Enumerable.Repeat(absent, count)] : [.. items.Select(item => IntOf(name, item))];
    }

    /// <summary>A value for all of <paramref name="count"/> levels, or a list with one each; empty if absent.</summary>
    /// <exception cref="HippogriffException">The list has another length.</exception>
    public IReadOnlyList<JsonElement> Each(string name, int count)
    {
        if (Find(name) is not { } value)
            return [];
        if (value.ValueKind != JsonValueKind.Array)
            return [.. Enumerable.Repeat(value, count)];
        return value.GetArrayLength() == count
            ? [.. value.EnumerateArray()]
            : throw Wrong(name, $"a list with {count} items, one a level");
    }

    /// <summary>A whole number of a list of this setting.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public int IntOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw Wrong(name, "a whole number");

    /// <summary>A list of whole numbers within this setting.</summary>
    /// <exception cref="HippogriffException">It is something else.</exception>
    public IReadOnlyList<int> IntsOf(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Select(item => IntOf(name, item))]
            : throw Wrong(name, "a list of whole numbers");

    /// <summary>Requires that a setting is absent or one that this version can do.</summary>
    /// <exception cref="HippogriffException">It is another; the message names the setting and its value.</exception>
    public void Only(string name, params IReadOnlyList<string> allowed)
    {
        if (Find(name) is not { } value)
            return;
        string said = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        if (!allowed.Contains(said))
            throw new HippogriffException(
                $"{Origin} sets {name} to {Weights.Quoted.Name(said)}; this version runs {Listed(allowed)}.",
                FaultKind.Incompatible
            );
    }

    /// <summary>What is wrong with a setting, as one sentence.</summary>
    public HippogriffException Wrong(string name, string wanted) =>
        new($"{Origin} sets {name} to something that is not {wanted}.", FaultKind.DamagedFile);

    private static string Listed(IReadOnlyList<string> allowed) =>
        allowed.Count == 0 ? "models without it" : string.Join(" or ", allowed);
}
