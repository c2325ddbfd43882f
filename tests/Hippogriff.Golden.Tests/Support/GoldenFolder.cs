using System.Text.Json;

namespace Hippogriff.Golden.Tests.Support;

/// <summary>
/// The recorded values: the folder that HIPPOGRIFF_GOLDENS names, or else the part of it that lies in Fixtures. Tests
/// ask it what is there and run what they find.
/// </summary>
internal static class GoldenFolder
{
    public const string Variable = "HIPPOGRIFF_GOLDENS";

    public static string Root { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "Fixtures");

    /// <summary>The path of a file or folder below the root; it need not exist.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Whether such a file or folder was recorded.</summary>
    public static bool Has(params string[] parts) => Path.Exists(At(parts));

    /// <summary>A JSON file below the root.</summary>
    public static JsonElement Json(params string[] parts)
    {
        using FileStream file = File.OpenRead(At(parts));
        using JsonDocument document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }

    /// <summary>The entries of a list of a JSON file; none if the file or the list is not there.</summary>
    public static IReadOnlyList<JsonElement> Entries(string list, params string[] parts) =>
        Has(parts) && Json(parts).TryGetProperty(list, out JsonElement found) ? [.. found.EnumerateArray()] : [];
}
