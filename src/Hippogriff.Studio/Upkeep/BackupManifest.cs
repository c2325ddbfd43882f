using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Files;
using Hippogriff.Studio.Storage;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Upkeep;

/// <summary>A file of a backup.</summary>
/// <param name="Name">Its name in the studio's folder, with slashes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its hash, 64 hex digits.</param>
internal sealed record BackupFile(string Name, long Bytes, string Sha256);

/// <summary>The content of a backup's <c>backup.json</c>, which is written last.</summary>
/// <param name="Format">1.</param>
/// <param name="Program">The program that wrote it.</param>
/// <param name="Created">When it was written.</param>
/// <param name="Files">All files except this one.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
internal sealed record BackupManifest(
    int Format,
    string Program,
    DateTimeOffset Created,
    IReadOnlyList<BackupFile> Files
)
{
    public const string FileName = "backup.json";

    /// <summary>Format version, and maximum file size in bytes.</summary>
    public const int Newest = 1,
        MostBytes = 256 << 20;

    /// <summary>Reads a manifest; all names are inside the folder and unique.</summary>
    /// <exception cref="HippogriffException">It is not a manifest, or has a later version.</exception>
    public static BackupManifest Read(Stream stream, string called)
    {
        BackupManifest? read;
        try
        {
            read = JsonSerializer.Deserialize<BackupManifest>(stream, StudioJson.Options);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or InvalidDataException)
        {
            throw new HippogriffException(
                $"{called} is damaged: its {FileName} cannot be "
                    + $"read{(error is JsonException json ? $" ({JsonFault.Explain(json)})" : "")}.",
                error,
                FaultKind.DamagedFile
            );
        }
        if (read is { Format: > Newest })
            throw new HippogriffException(
                $"{called} was written by a newer Hippogriff " + $"(form {read.Format}, this one knows {Newest}).",
                FaultKind.Incompatible
            );
        if (
            read is not { Format: Newest, Files: not null }
            || read.Files.Any(file => file is not { Name: not null, Bytes: >= 0, Sha256.Length: 64 })
        )
            throw new HippogriffException(
                $"{called} is damaged: its {FileName} lacks something.",
                FaultKind.DamagedFile
            );
        HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
        foreach (BackupFile file in read.Files)
        {
            RequireInside(file.Name, called);
            if (!names.Add(file.Name))
                throw new HippogriffException(
                    $"{called} holds {Quoted.Name(file.Name)} twice, " + $"or in two spellings.",
                    FaultKind.DamagedFile
                );
        }
        return read;
    }

    /// <summary>Requires that a name is relative, stays inside the folder, and is valid on this system.</summary>
    public static void RequireInside(string name, string called)
    {
        FileNameRules rules = FileNameRules.OfThisSystem;
        bool inside =
            name.Length is > 0 and <= 2_000
            && !rules.LeadsOut(name)
            && name.Split('/').All(part => rules.Fault(part) is null);
        if (!inside || name.Equals(FileName, StringComparison.OrdinalIgnoreCase))
            throw new HippogriffException(
                $"{called} holds the name {Quoted.Name(name)}, which leads out of the "
                    + $"folder or cannot be written here; nothing was written.",
                FaultKind.DamagedFile
            );
    }
}
