using Hippogriff.Files;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Studio.Jobs;

namespace Hippogriff.Studio.Pages.Models;

/// <summary>An installed model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">Whether it is the default.</param>
/// <param name="Defaults">Its default settings; null if its index cannot be read.</param>
/// <param name="IsGuidanceDistilled">Whether it is guidance-distilled and takes no guidance scale.</param>
/// <param name="Bytes">Size of its weights.</param>
/// <param name="Card">Its README.md; may be empty.</param>
/// <param name="Fault">Why it cannot be used; null if it can.</param>
public sealed record PageModel(
    string Name,
    bool IsDefault,
    GenerationDefaults? Defaults,
    bool IsGuidanceDistilled,
    long Bytes,
    string Card,
    string? Fault
)
{
    /// <summary>Display name of its kind; empty if it cannot be used.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Whether its prompts are read by CLIP encoders.</summary>
    public bool ReadsClip { get; init; }

    /// <summary>Whether it changes a picture by words.</summary>
    public bool Edits { get; init; }
}

/// <summary>Measured speed of a model on this machine.</summary>
/// <param name="Pictures">Number of pictures measured.</param>
/// <param name="SecondsPerPicture">Median time per picture over jobs.</param>
public sealed record MeasuredSpeed(int Pictures, double SecondsPerPicture);

/// <summary>
/// The models of the studio's source, read each time, so that a finished run's model appears immediately.
/// </summary>
public sealed class PageModels(IModelSource models, IJobQueue jobs)
{
    /// <summary>Shown where a model does not say what it draws with.</summary>
    public static GenerationDefaults Unknown { get; } =
        new()
        {
            Steps = 20,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 4,
            Width = 64,
            Height = 64,
        };

    /// <summary>All models, the default first.</summary>
    public IReadOnlyList<PageModel> List() => [.. models.Entries().Select(Read)];

    /// <summary>Median time per picture by model, over recent jobs.</summary>
    public IReadOnlyDictionary<string, MeasuredSpeed> Speeds()
    {
        string defaults = models.Entries().FirstOrDefault(entry => entry.Model.IsDefault)?.Model.Name ?? "";
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

    private static PageModel Read(ModelEntry entry) =>
        OneOfMany.Read(
            () =>
                entry.Facts is { } facts
                    ? new PageModel(
                        entry.Model.Name,
                        entry.Model.IsDefault,
                        facts.Defaults,
                        facts.IsGuidanceDistilled,
                        entry.Model.Files?.WeightFiles.Sum(RegularFile.LengthOf) ?? 0,
                        entry.Model.Files?.Card ?? "",
                        null
                    )
                    {
                        Kind = facts.Kind,
                        ReadsClip = facts.ReadsClip,
                        Edits = facts.Input == PictureInput.Edit,
                    }
                    : Damaged(entry, entry.Fault),
            fault => Damaged(entry, fault)
        );

    private static PageModel Damaged(ModelEntry entry, string? fault) =>
        new(entry.Model.Name, entry.Model.IsDefault, null, false, 0, "", fault);
}
