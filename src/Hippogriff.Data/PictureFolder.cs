using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Imaging;
using Hippogriff.Imaging.Codecs;

namespace Hippogriff.Data;

/// <summary>Pictures of a folder with optional captions.</summary>
public static class PictureFolder
{
    /// <summary>
    /// Reads up to <paramref name="most"/> pictures as squares. A folder of sprites gives composed scenes, and a folder
    /// with captions is read as by <see cref="FolderSource"/>. Any other folder gives all its pictures by name, as
    /// found by <see cref="CaptionIndex"/>.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="size">Side of the pictures in pixels.</param>
    /// <param name="most">Maximum number of pictures.</param>
    /// <param name="seed">Seed of composed scenes and of the order of captioned pictures.</param>
    /// <param name="report">Hears what is skipped.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HippogriffException">The folder does not exist or has no readable picture.</exception>
    public static IReadOnlyList<Example> Read(
        string folder,
        int size,
        int most,
        long seed,
        IProgress<string>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        if (!Directory.Exists(folder))
            throw new HippogriffException($"There is no folder '{folder}'.", FaultKind.NotFound);
        if (SpriteLibrary.IsSpritesFolder(folder) || CaptionIndex.Read(folder, (_, _) => { }).Count > 0)
        {
            IExampleSource source = TrainingData.Open(
                folder,
                size,
                seed,
                report: report,
                cancellationToken: cancellationToken
            );
            return
            [
                .. Enumerable.Range(0, (int)Math.Min(source.Count ?? long.MaxValue, most)).Select(i => source.Get(i)),
            ];
        }
        List<Example> pictures = [];
        foreach (CaptionedFile file in CaptionIndex.Read(folder, (_, _) => { }, captions: false))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (pictures.Count == most)
                break;
            try
            {
                pictures.Add(new Example(ImageScaling.Cover(ImageFile.Read(file.Path, size), size, size), ""));
            }
            catch (HippogriffException fault)
            {
                report?.Report(fault.Message);
            }
        }
        return pictures.Count > 0
            ? pictures
            : throw new HippogriffException(
                $"The folder '{folder}' holds no picture that can be read ({ImageFile.Formats})."
            );
    }
}
