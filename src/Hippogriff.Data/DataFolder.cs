using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Data.Zips;

namespace Hippogriff.Data;

/// <summary>What a folder of training data holds.</summary>
/// <param name="IsSprites">Artwork from which scenes are composed.</param>
/// <param name="Captioned">Pictures with a caption; some may turn out damaged. 0 for sprites.</param>
/// <param name="Without">Pictures that have none.</param>
public sealed record DataFolderContents(bool IsSprites, int Captioned, int Without);

/// <summary>Opens whatever kind of training data a folder holds.</summary>
public static class DataFolder
{
    /// <summary>What a folder holds, without reading a picture of it.</summary>
    /// <exception cref="HippogriffException">It cannot be read, or an index in it is damaged.</exception>
    public static DataFolderContents Look(string folder)
    {
        if (SpriteLibrary.IsSpritesFolder(folder))
            return new DataFolderContents(IsSprites: true, Captioned: 0, Without: 0);
        int without = 0;
        int captioned = CaptionIndex.Read(folder, (_, _) => without++).Count;
        return new DataFolderContents(IsSprites: false, captioned, without);
    }

    /// <summary>
    /// A sprites folder becomes composed scenes of <paramref name="world"/> (null: <see cref="SceneWorld.First"/>), any
    /// other folder captioned pictures.
    /// </summary>
    /// <param name="folder">The folder; of a zip file, what <see cref="PackedFolder"/> makes of it.</param>
    /// <param name="size">Side of the pictures in pixels; null: the world's size for scenes, 64 for pictures.</param>
    /// <param name="seed">Seed of scenes and order.</param>
    /// <param name="world">The world of composed scenes.</param>
    /// <param name="withShareAlike">Whether artwork under a share-alike licence may be used.</param>
    /// <param name="report">Hears what is skipped.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="captions">False to leave the captions of a folder of pictures out, for models without
    /// words.</param>
    /// <param name="buckets">As in <see cref="FolderSource.Open"/>; scenes are squares.</param>
    /// <param name="mirror">As in <see cref="FolderSource.Open"/>; what is turned in scenes is the world's to
    /// say.</param>
    /// <exception cref="HippogriffException">The folder cannot be used; the sentence says why.</exception>
    public static IExampleSource Open(
        string folder,
        int? size,
        long seed,
        SceneWorld? world = null,
        bool withShareAlike = false,
        IProgress<string>? report = null,
        CancellationToken cancellationToken = default,
        bool captions = true,
        int? buckets = null,
        bool mirror = false
    )
    {
        if (!Directory.Exists(folder))
            throw new HippogriffException($"There is no folder '{folder}'.", FaultKind.NotFound);
        if (!SpriteLibrary.IsSpritesFolder(folder))
            return FolderSource.Open(folder, size ?? 64, seed, report, cancellationToken, captions, buckets, mirror);
        if (buckets is not null)
            throw NoBuckets(folder);
        if (mirror)
            throw new HippogriffException(
                $"Pictures of a folder can be mirrored; '{folder}' holds sprites, and what is turned in their "
                    + "scenes stands in the world file (mirrorShare)."
            );
        world ??= SceneWorld.First;
        var sprites = SpriteLibrary.Open(folder, world, withShareAlike);
        if (sprites.Missing.Count > 0)
            report?.Report(
                $"{sprites.Missing.Count} of the world's {world.Concepts.Count} things have no artwork in "
                    + $"'{folder}' and are left out: {string.Join(", ", sprites.Missing)}."
            );
        return new SceneComposer(world, sprites, seed, size);
    }

    /// <summary>The refusal of buckets for a sprites folder.</summary>
    /// <param name="named">What the folder is called where it is said.</param>
    public static HippogriffException NoBuckets(string named) =>
        new(
            $"Buckets are for pictures of several proportions, and '{named}' holds sprites, whose scenes are "
                + "squares; leave them out."
        );
}
