using Hippogriff.Adapters;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Jobs;

/// <summary>A LoRA that lies here.</summary>
/// <param name="Name">Its file's name without the ending, by which requests name it.</param>
/// <param name="File">Full path of its file.</param>
/// <param name="Card">What it says of itself; null if it cannot be used.</param>
/// <param name="Fault">Why it cannot be used, without a path; null for all that can.</param>
public sealed record InstalledLora(string Name, string File, LoraCard? Card, string? Fault);

/// <summary>
/// The LoRAs that may be drawn with, for pages and all APIs: the safetensors files in the folder <c>loras</c> of the
/// studio's folder, then in those beside the folders of models; of two with the same name the first counts. Read anew
/// every time: a file that is put there is found at once. A name from a request is looked for among theirs, and never
/// becomes a path.
/// </summary>
/// <param name="options">Where the studio's folder is.</param>
public sealed class LoraCatalogue(StudioOptions options)
{
    /// <summary>Most LoRAs at once.</summary>
    public const int Most = LoraCheck.Most;

    /// <summary>How much a LoRA counts at most, and less than nothing at least.</summary>
    public const double Strongest = LoraCheck.Strongest;

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

    /// <summary>All of them by name, with what their headers say.</summary>
    public IReadOnlyList<InstalledLora> List() =>
        [.. Files().OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => Read(file.Key, file.Value))];

    /// <summary>The LoRA of that name.</summary>
    /// <exception cref="HippogriffException">There is none, or its file is none.</exception>
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
            // a folder that may not be read holds none
            catch (Exception error) when (error is IOException or UnauthorizedAccessException) { }
        }
        return files;
    }
}
