using System.Text.Json;
using Hippogriff.Pipelines;
using Hippogriff.Studio.Jobs;
using Hippogriff.Studio.Setup;
using Hippogriff.Weights;

namespace Hippogriff.Studio.Pages.Models;

/// <summary>A model that can draw.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsDefault">It draws where none is named.</param>
/// <param name="Defaults">What it draws with; null where its index cannot be read.</param>
/// <param name="GuidanceIsBakedIn">It takes no guidance scale.</param>
/// <param name="Bytes">Size of its weights.</param>
/// <param name="Card">Its README.md; may be empty.</param>
/// <param name="Fault">Why it cannot be used; null for all that can.</param>
public sealed record InstalledModel(string Name, bool IsDefault, GenerationDefaults? Defaults, bool GuidanceIsBakedIn, long Bytes, string Card, string? Fault);

/// <summary>How fast a model was on this machine.</summary>
/// <param name="Pictures">Pictures measured.</param>
/// <param name="SecondsPerPicture">Median of the jobs' time by picture.</param>
public sealed record MeasuredSpeed(int Pictures, double SecondsPerPicture);

/// <summary>The models that lie where models lie, read anew every time: a run that ends while the studio is open brings its model at once.</summary>
public sealed class InstalledModels(StudioOptions options, IJobQueue jobs)
{
    /// <summary>Shown where a model does not say what it draws with.</summary>
    public static GenerationDefaults Unknown { get; } = new(20, "euler", "uniform", 4, 64, 64);

    /// <summary>All of them, the default one first.</summary>
    public IReadOnlyList<InstalledModel> List()
    {
        string? usual = DefaultName();
        return [.. StudioModels.List(options).Select(folder => Read(folder, folder.Name == usual)).OrderByDescending(model => model.IsDefault)];
    }

    /// <summary>Median time of a picture by model, over the jobs that ended last.</summary>
    public IReadOnlyDictionary<string, MeasuredSpeed> Speeds()
    {
        string usual = DefaultName() ?? "";
        return jobs.Ended(500)
            .Where(job => job is { State: JobState.Done, Started: not null, Ended: not null })
            .GroupBy(job => job.Order.Model ?? usual)
            .ToDictionary(group => group.Key, group =>
            {
                double[] seconds = [.. group.Select(job => (job.Ended!.Value - job.Started!.Value).TotalSeconds / Math.Max(1, job.Order.Count)).Order()];
                return new MeasuredSpeed(group.Sum(job => job.Order.Count), seconds[seconds.Length / 2]);
            });
    }

    private string? DefaultName()
    {
        if (options.Model is { } named) return named;
        try { return ModelFolder.Find().Name; }
        catch (HippogriffException) { return null; } // there is none, which the page says
    }

    private static InstalledModel Read(ModelFolder folder, bool usual)
    {
        try
        {
            ModelIndex index = folder.ReadJson<ModelIndex>(ModelFolder.IndexFile, ModelIndex.Json);
            long bytes = folder.WeightFiles.Sum(file => new FileInfo(file).Length);
            return new InstalledModel(folder.Name, usual, index.Defaults, index.GuidanceIsBakedIn, bytes, folder.Card, null);
        }
        catch (Exception fault) when (fault is HippogriffException or IOException or UnauthorizedAccessException or JsonException)
        {
            return new InstalledModel(folder.Name, usual, null, false, 0, "", fault.Message);
        }
    }
}
