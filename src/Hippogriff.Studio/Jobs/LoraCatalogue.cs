using Hippogriff.Adapters;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>An installed LoRA.</summary>
/// <param name="Name">Its file name without extension, used in requests.</param>
/// <param name="File">Full path of its file.</param>
/// <param name="Card">Its metadata; null if it cannot be used.</param>
/// <param name="Fault">Why it cannot be used, without a path; null if it can.</param>
public sealed record InstalledLora(string Name, string File, LoraCard? Card, string? Fault);

/// <summary>
/// The LoRAs for pages and all APIs: safetensors files in <c>loras</c> of the studio's folder, then in those next to
/// the model folders. The first of two with the same name counts. The folders are read each time, so new files are
/// found immediately. A name from a request is compared with theirs and never becomes a path.
/// </summary>
/// <param name="options">Options with the studio's folder.</param>
public sealed class LoraCatalogue(StudioOptions options)
{
    /// <summary>Maximum number of LoRAs per request.</summary>
    public const int Most = LoraUses.Most;

    /// <summary>Maximum absolute weight of a LoRA.</summary>
    public const double Strongest = LoraUses.Strongest;

    private const string Folder = "loras";

    private IReadOnlyList<string> Places =>
        [
            .. ModelLibrary
                .Default()
                .Places.Select(Path.GetDirectoryName)
                .OfType<string>()
                .Prepend(Path.GetFullPath(options.Data))
                .Select(place => Path.Combine(place, Folder))
                .Distinct(),
        ];

    /// <summary>All LoRAs by name, with the metadata of their headers.</summary>
    public IReadOnlyList<InstalledLora> List() =>
        [.. Files().OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => Read(file.Key, file.Value))];

    /// <summary>The LoRA with that name.</summary>
    /// <exception cref="HippogriffException">There is none, or its file is not a LoRA.</exception>
    public InstalledLora Find(string name)
    {
        Dictionary<string, string> files = Files();
        if (!files.TryGetValue(name, out string? file))
        {
            string there = string.Join(", ", files.Keys.Order(StringComparer.Ordinal).Take(20));
            throw new HippogriffException(
                $"There is no LoRA {Quoted.Name(name)}; "
                    + $"{(there.Length == 0 ? "none is installed" : $"there is {there}")}.",
                FaultKind.NotFound
            );
        }
        InstalledLora found = Read(name, file);
        return found.Fault is { } fault ? throw new HippogriffException(fault, FaultKind.DamagedFile) : found;
    }

    private static InstalledLora Read(string name, string file) =>
        OneOfMany.Read(
            () => new InstalledLora(name, file, LoraFile.CardOf(file), null),
            fault => new InstalledLora(name, file, null, fault)
        );

    private Dictionary<string, string> Files()
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string place in Places.Where(Directory.Exists))
        {
            try
            {
                foreach (string file in Directory.EnumerateFiles(place, "*" + LoraFile.Extension))
                    files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
            }
            // an unreadable folder has none
            catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
        }
        return files;
    }
}
