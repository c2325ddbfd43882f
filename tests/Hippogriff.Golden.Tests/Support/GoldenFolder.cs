using System.IO.Compression;
using System.Text.Json;

namespace Hippogriff.Golden.Tests.Support;

/// <summary>
/// The recorded values: the folder that HIPPOGRIFF_GOLDENS names, or else the part of it that lies in Fixtures. Tests
/// ask it what is there and run what they find.
/// </summary>
internal static class GoldenFolder
{
    public const string Variable = "HIPPOGRIFF_GOLDENS";

    private const string Packed = ".gz";

    public static string Root { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named
            ? named
            : Path.Combine(AppContext.BaseDirectory, "Fixtures");

    /// <summary>The path of a file or folder below the root; it need not exist.</summary>
    public static string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Whether such a file, packed or not, or folder was recorded.</summary>
    public static bool Has(params string[] parts) => Path.Exists(At(parts)) || File.Exists(At(parts) + Packed);

    /// <summary>A file below the root, unpacked if it is packed (.gz).</summary>
    public static Stream Open(params string[] parts) =>
        File.Exists(At(parts))
            ? File.OpenRead(At(parts))
            : new GZipStream(File.OpenRead(At(parts) + Packed), CompressionMode.Decompress);

    /// <summary>A JSON file below the root.</summary>
    public static JsonElement Json(params string[] parts)
    {
        using Stream file = Open(parts);
        using JsonDocument document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }

    /// <summary>The entries of a list of a JSON file; none if the file or the list is not there.</summary>
    public static IReadOnlyList<JsonElement> Entries(string list, params string[] parts) =>
        Has(parts) && Json(parts).TryGetProperty(list, out JsonElement found) ? [.. found.EnumerateArray()] : [];
}
