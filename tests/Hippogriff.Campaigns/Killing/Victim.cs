using System.Security.Cryptography;
using Hippogriff.Campaigns.Fuzzing;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Campaigns.Killing;

/// <summary>A command that is killed at random moments, and the rules that hold afterwards.</summary>
/// <param name="folder">A folder of its own.</param>
internal abstract class Victim(string folder)
{
    /// <summary>The folder that it works in.</summary>
    protected string Folder { get; } = folder;

    /// <summary>What was looked at so far, for the table: how many of what.</summary>
    public SortedDictionary<string, long> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Makes what it needs, and what its results are compared with.</summary>
    public abstract Task PrepareAsync(CancellationToken stop);

    /// <summary>Starts it, kills it, and looks at what it left.</summary>
    /// <returns>Whether it was killed; false where it had ended before.</returns>
    /// <exception cref="BrokenRule">A rule does not hold.</exception>
    public abstract Task<bool> KillAsync(Dice dice, CancellationToken stop);

    /// <summary>Looks at all once more, after the last kill.</summary>
    public virtual Task EndAsync(CancellationToken stop) => Task.CompletedTask;

    /// <summary>
    /// How long the command takes; follows what is seen, since other work on the machine comes and goes.
    /// </summary>
    protected TimeSpan TypicalTime { get; set; }

    /// <summary>Waits for a part of the usual time, by chance; answers whether the command ended meanwhile.</summary>
    protected async Task<bool> EndsByChanceAsync(CommandProcess process, Dice dice, CancellationToken stop)
    {
        long start = Environment.TickCount64;
        bool ended = await process.EndsWithinAsync(TypicalTime * (0.25 + dice.Below(75) / 100.0), stop);
        TypicalTime = ended ? TimeSpan.FromMilliseconds(Environment.TickCount64 - start) * 0.95 : TypicalTime * 1.02;
        return ended;
    }

    /// <summary>Full path of something in the folder.</summary>
    protected string In(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Counts what was looked at.</summary>
    protected void Count(string what, long more = 1) => Counts[what] = Counts.GetValueOrDefault(what) + more;

    /// <summary>Every picture below a folder under its own name is whole.</summary>
    protected IReadOnlyList<string> WholePictures(string path)
    {
        if (!Directory.Exists(path))
            return [];
        string[] pictures = Directory.GetFiles(path, "*.png", SearchOption.AllDirectories);
        foreach (string picture in pictures)
            try
            {
                _ = ImageFile.Decode(File.ReadAllBytes(picture));
            }
            catch (HippogriffException error)
            {
                throw new BrokenRule("a half file", $"{Path.GetFileName(picture)}: {error.Message}");
            }
        Count("whole pictures", pictures.Length);
        return pictures;
    }

    /// <summary>
    /// Temporary files below a folder, which a killed process may leave and the next one has to sweep.
    /// </summary>
    protected static IReadOnlyList<string> Leftovers(string path) =>
        !Directory.Exists(path)
            ? []
            : [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(Leftover.Is)];

    /// <summary>A hash of a file.</summary>
    protected static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>A folder's weights, as one hash.</summary>
    protected static string HashOfWeights(string path) =>
        string.Concat(
            Directory
                .GetFiles(path, "*.safetensors", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .Select(Hash)
        );

    /// <summary>Begins a folder anew.</summary>
    protected string Fresh(params string[] parts)
    {
        string path = In(parts);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return path;
    }
}
