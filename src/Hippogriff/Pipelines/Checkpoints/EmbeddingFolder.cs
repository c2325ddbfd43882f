using Hippogriff.Models.ClipText;
using Hippogriff.PromptEncoding;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>Reads the textual inversions of a folder for one text encoder.</summary>
internal static class EmbeddingFolder
{
    /// <exception cref="HippogriffException">There is no such folder.</exception>
    public static void Require(string folder)
    {
        if (folder.Contains('\0') || !Directory.Exists(folder))
            throw new HippogriffException(
                $"There is no folder {Quoted.Name(folder)} with embeddings.",
                FaultKind.NotFound
            );
    }

    /// <summary>
    /// Gives a conditioner all embeddings of a folder that fit its encoder. Those of other models may lie beside them;
    /// prompts do not find them.
    /// </summary>
    /// <exception cref="HippogriffException">There is no such folder, or a file is damaged, or two have one
    /// word.</exception>
    public static void Into(ClipConditioner conditioner, ClipTextEncoder encoder, string folder)
    {
        Require(folder);
        List<TextEmbedding> read = [];
        try
        {
            foreach (
                string file in Directory
                    .EnumerateFiles(folder, "*" + ModelFolder.Ending, SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
            )
            foreach (TextEmbedding embedding in TextEmbeddingFile.Read(file))
                if (embedding.Sets.Any(set => set.shape[1] == encoder.Config.Width))
                    read.Add(embedding);
                else
                    embedding.Dispose();
            conditioner.Use(read);
        }
        catch
        {
            read.ForEach(embedding => embedding.Dispose());
            throw;
        }
    }
}
