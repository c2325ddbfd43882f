using Hippogriff.Data.Captions;
using Hippogriff.Data.Examples;
using Hippogriff.Data.Folders;
using Hippogriff.Data.Scenes;
using Hippogriff.Data.Zips;

namespace Hippogriff.Data;

/// <summary>The contents of a folder of training data.</summary>
/// <param name="IsSprites">Whether it has artwork for composed scenes.</param>
/// <param name="Captioned">Number of pictures with a caption, including damaged ones; 0 for sprites.</param>
/// <param name="Without">Number of pictures without one.</param>
public sealed record DataFolderContents(bool IsSprites, int Captioned, int Without);

/// <summary>Opens a folder of training data of any kind.</summary>
public static class TrainingData
{
    /// <summary>The contents of a folder, without reading its pictures.</summary>
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
    /// Opens a folder of sprites as composed scenes of the world in the options, and any other folder as captioned
    /// pictures.
    /// </summary>
    /// <param name="folder">The folder; for a zip file, the folder of <see cref="PackedFolder"/>.</param>
    /// <param name="size">Side of the pictures in pixels; null: the world's size for scenes, 64 for pictures.</param>
    /// <param name="seed">Seed of scenes and order.</param>
    /// <param name="options">How they are taken; null: as they are, with captions.</param>
    /// <param name="report">Receives skipped files.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="HippogriffException">The folder cannot be used; the message says why.</exception>
    public static IExampleSource Open(
        string folder,
        int? size,
        long seed,
        TrainingDataOptions? options = null,
        IProgress<string>? report = null,
        CancellationToken cancellationToken = default
    )
    {
        options ??= new TrainingDataOptions();
        if (!Directory.Exists(folder))
            throw new HippogriffException($"There is no folder '{folder}'.", FaultKind.NotFound);
        if (!SpriteLibrary.IsSpritesFolder(folder))
            return FolderSource.Open(folder, size ?? 64, seed, options, report, cancellationToken);
        if (options.Buckets is not null)
            throw NoBuckets(folder);
        if (options.Mirror)
            throw new HippogriffException(
                $"Pictures of a folder can be mirrored; '{folder}' holds sprites, and the world file sets how many "
                    + "are mirrored in their scenes (mirrorShare)."
            );
        SceneWorld world = options.World ?? SceneWorld.First;
        SpriteLibrary sprites = SpriteLibrary.Open(folder, world, options.WithShareAlike);
        if (sprites.Missing.Count > 0)
            report?.Report(
                $"{sprites.Missing.Count} of the world's {world.Concepts.Count} things have no artwork in "
                    + $"'{folder}' and are left out: {string.Join(", ", sprites.Missing)}."
            );
        return new SceneComposer(world, sprites, seed, size);
    }

    /// <summary>The error for buckets with a sprites folder.</summary>
    /// <param name="named">The folder's name as given by the user.</param>
    public static HippogriffException NoBuckets(string named) =>
        new(
            $"Buckets are for pictures of several proportions, and '{named}' holds sprites, whose scenes are "
                + "squares; leave them out."
        );
}
