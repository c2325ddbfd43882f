using Hippogriff.Pipelines.Checkpoints;

namespace Hippogriff.Studio.Jobs;

/// <summary>Tells a model from one that replaced it under the same name.</summary>
/// <param name="MainFile">Its main file, which is written last.</param>
/// <param name="Written">When that was written.</param>
internal sealed record ModelVersion(string MainFile, DateTime Written)
{
    /// <summary>The version of a model as it is now; null if it has no files.</summary>
    public static ModelVersion? Of(ListedModel model) =>
        model.Files is { } files ? new ModelVersion(files.MainFile, File.GetLastWriteTimeUtc(files.MainFile)) : null;
}
