using Hippogriff.Pipelines;
using Hippogriff.Studio.Storage;

namespace Hippogriff.Studio.Jobs;

/// <summary>Where the pictures of jobs go.</summary>
internal interface IImageStore
{
    /// <summary>
    /// Adds the pictures of a job as a part of <paramref name="unit"/>: the files immediately, their rows at its end. A
    /// process killed in between leaves files without rows; the next start sets them aside and draws them again.
    /// </summary>
    /// <returns>Their ids.</returns>
    /// <exception cref="HippogriffException">The disk is full or cannot be written.</exception>
    IReadOnlyList<long> Add(UnitOfWork unit, Guid job, IReadOnlyList<GeneratedImage> images);
}
