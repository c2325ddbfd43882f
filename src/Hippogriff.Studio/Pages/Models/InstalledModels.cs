using Hippogriff.Pipelines;
using Hippogriff.Studio.Configuration;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Pages.Models;

/// <summary>A model that can draw.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">It draws where none is named.</param>
/// <param name="Defaults">What it draws with; null if its index cannot be read.</param>
/// <param name="IsGuidanceDistilled">It takes no guidance scale.</param>
/// <param name="Bytes">Size of its weights.</param>
/// <param name="Card">Its README.md; may be empty.</param>
/// <param name="Fault">Why it cannot be used; null for all that can.</param>
public sealed record InstalledModel(
    string Name,
    bool IsDefault,
    GenerationDefaults? Defaults,
    bool IsGuidanceDistilled,
    long Bytes,
    string Card,
    string? Fault
);

/// <summary>How fast a model was on this machine.</summary>
/// <param name="Pictures">Pictures measured.</param>
/// <param name="SecondsPerPicture">Median of the jobs' time by picture.</param>
public sealed record MeasuredSpeed(int Pictures, double SecondsPerPicture);

/// <summary>
/// The models that lie where models lie, read again each time: a run that ends while the studio is open brings its
/// model at once.
/// </summary>
public sealed class InstalledModels(StudioOptions options, IJobQueue jobs)
{
    /// <summary>Shown where a model does not say what it draws with.</summary>
    public static GenerationDefaults Unknown { get; } = new(20, "euler", "uniform", 4, 64, 64);

    /// <summary>All of them, the default one first.</summary>
    public IReadOnlyList<InstalledModel> List() => [.. StudioModels.Entries(options).Select(Read)];

    /// <summary>Median time of a picture by model, over the jobs that ended last.</summary>
    public IReadOnlyDictionary<string, MeasuredSpeed> Speeds()
    {
        string defaults = StudioModels.Entries(options).FirstOrDefault(entry => entry.IsDefault)?.Folder.Name ?? "";
        return jobs.Ended(500)
            .Where(job => job is { State: JobState.Done, Started: not null, Ended: not null })
            .GroupBy(job => job.Order.Model ?? defaults)
            .ToDictionary(
                group => group.Key,
                group =>
                {
                    double[] seconds =
                    [
                        .. group
                            .Select(job =>
                                (job.Ended!.Value - job.Started!.Value).TotalSeconds / Math.Max(1, job.Order.Count)
                            )
                            .Order(),
                    ];
                    return new MeasuredSpeed(group.Sum(job => job.Order.Count), seconds[seconds.Length / 2]);
                }
            );
    }

    private static InstalledModel Read(ModelEntry entry) =>
        OneOfMany.Read(
            () =>
                entry.Facts is { } facts
                    ? new InstalledModel(
                        entry.Folder.Name,
                        entry.IsDefault,
                        facts.Defaults,
                        facts.IsGuidanceDistilled,
                        entry.Folder.WeightFiles.Sum(file => new FileInfo(file).Length),
                        entry.Folder.Card,
                        null
                    )
                    : Damaged(entry, entry.Fault),
            fault => Damaged(entry, fault)
        );

    private static InstalledModel Damaged(ModelEntry entry, string? fault) =>
        new(entry.Folder.Name, entry.IsDefault, null, false, 0, "", fault);
}
