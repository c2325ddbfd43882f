using System.IO.Compression;
using Hippogriff.Tests.Training;

namespace Hippogriff.EndToEnd.Tests;

/// <summary>What a training of milliseconds a step needs.</summary>
internal static class TinyTraining
{
    public const string Dataset = "squares",
        Recipe = "tiny";

    /// <summary>Six captioned pictures and a recipe, in a studio's folder.</summary>
    public static void Write(string studio)
    {
        Hippogriff.Studio.Storage.DataFolder.Mark(studio);
        ColourSource.Write(Directory.CreateDirectory(Path.Combine(studio, "datasets", Dataset)).FullName);
        Directory.CreateDirectory(Path.Combine(studio, "recipes"));
        File.WriteAllText(
            Path.Combine(studio, "recipes", Recipe + ".json"),
            (TinyRecipe.Create(latent: false) with { SheetPrompts = [], CheckpointMinutes = 0 }).ToJson()
        );
    }

    /// <summary>The same pictures as a zip.</summary>
    public static byte[] Zip()
    {
        using TemporaryFolder folder = new();
        ColourSource.Write(folder.Path);
        using MemoryStream stream = new();
        using (ZipArchive zip = new(stream, ZipArchiveMode.Create))
            foreach (string file in Directory.GetFiles(folder.Path))
                zip.CreateEntryFromFile(file, "my squares/" + Path.GetFileName(file));
        return stream.ToArray();
    }
}
