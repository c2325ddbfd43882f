using System.Text.Json;
using Hippogriff.Files;
using Hippogriff.Hub.Transfer;

namespace Hippogriff.Hub.Cache;

/// <summary>
/// The list of a commit's files as the hub's own tools keep it: <c>trees/COMMIT.json</c>, format 1. A damaged one is
/// none.
/// </summary>
internal static class StoredListing
{
    private const int Format = 1;
    private const long Most = 64 << 20;

    /// <summary>Reads one; null if there is none that can be read.</summary>
    public static IReadOnlyList<HubEntry>? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            JsonElement root = JsonText.ReadFile<JsonElement>(path, null, fault => fault, Most);
            if (
                JsonText.WholeOf(root, "format_version") != Format
                || !root.TryGetProperty("files", out JsonElement files)
                || files.ValueKind != JsonValueKind.Object
            )
                return null;
            HubEntry?[] entries = [.. files.EnumerateObject().Select(EntryOf)];
            return entries.Contains(null) ? null : [.. entries.OfType<HubEntry>()];
        }
        catch (HippogriffException)
        {
            return null;
        }
    }

    /// <summary>Writes one.</summary>
    public static void Write(string path, IReadOnlyList<HubEntry> files) =>
        AtomicFile.Write(
            path,
            stream =>
            {
                using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
                json.WriteStartObject();
                json.WriteNumber("format_version", Format);
                json.WriteStartObject("files");
                foreach (HubEntry file in files)
                {
                    json.WriteStartObject(file.Path);
                    json.WriteNumber("size", file.Size);
                    json.WriteString("blob_id", file.GitId ?? file.Hash.Hex);
                    if (!file.Hash.IsGit)
                    {
                        json.WriteString("lfs_sha256", file.Hash.Hex);
                        json.WriteNumber("lfs_size", file.Size);
                    }
                    json.WriteEndObject();
                }
                json.WriteEndObject();
                json.WriteEndObject();
            }
        );

    private static HubEntry? EntryOf(JsonProperty file)
    {
        string? git = JsonText.StringOf(file.Value, "blob_id");
        ContentHash? hash = ContentHash.Parse(JsonText.StringOf(file.Value, "lfs_sha256") ?? git);
        return hash is not null && JsonText.WholeOf(file.Value, "size") is >= 0 and var size
            ? new HubEntry(file.Name, size, hash) { GitId = git }
            : null;
    }
}
