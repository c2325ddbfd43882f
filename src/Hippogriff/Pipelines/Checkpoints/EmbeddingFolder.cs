using Hippogriff.Models.ClipText;
using Hippogriff.PromptEncoding;
using Hippogriff.PromptGrammar;
using Hippogriff.Weights;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>Reads the textual inversions of a folder for one text encoder.</summary>
internal static class EmbeddingFolder
{
    private const long LargestPickle = 16 << 20;

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
    /// Gives a conditioner all embeddings of a folder that fit its encoder. Those of other models may lie beside them,
    /// and pickles, which are never read; prompts that name them say so.
    /// </summary>
    /// <exception cref="HippogriffException">There is no such folder, or a file is damaged, or two have one
    /// word.</exception>
    public static void Into(ClipConditioner conditioner, ClipTextEncoder encoder, string folder)
    {
        (List<TextEmbedding> read, List<UnfitEmbedding> unfit) = Read(folder, encoder.Config.Width);
        try
        {
            conditioner.Use(read);
        }
        catch
        {
            read.ForEach(embedding => embedding.Dispose());
            throw;
        }
        conditioner.Unfit = unfit;
    }

    /// <summary>The words of the embeddings that fit an encoder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="width">Numbers of a vector of the encoder.</param>
    /// <exception cref="HippogriffException">There is no such folder, or a file is damaged.</exception>
    public static IReadOnlyList<EmbeddingTrigger> TriggersOf(string folder, int width)
    {
        (List<TextEmbedding> read, _) = Read(folder, width);
        EmbeddingTrigger[] triggers = [.. read.SelectMany(embedding => embedding.Triggers)];
        read.ForEach(embedding => embedding.Dispose());
        return triggers;
    }

    private static (List<TextEmbedding> Read, List<UnfitEmbedding> Unfit) Read(string folder, int width)
    {
        Require(folder);
        string[] files =
        [
            .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal),
        ];
        List<TextEmbedding> read = [];
        List<UnfitEmbedding> unfit = [.. files.Where(IsSmallPickle).Select(UnfitEmbedding.Pickle)];
        try
        {
            foreach (string file in files.Where(IsSafetensors))
            foreach (TextEmbedding embedding in TextEmbeddingFile.Read(file))
                if (embedding.UnfitFor(width) is { } why)
                {
                    unfit.Add(why);
                    embedding.Dispose();
                }
                else
                    read.Add(embedding);
            return (read, unfit);
        }
        catch
        {
            read.ForEach(embedding => embedding.Dispose());
            throw;
        }
    }

    /// <summary>Larger ones are whole models.</summary>
    private static bool IsSmallPickle(string path) =>
        TextEmbeddingFile.IsPickle(path) && new FileInfo(path).Length < LargestPickle;

    private static bool IsSafetensors(string path) =>
        path.EndsWith(ModelFolder.Ending, StringComparison.OrdinalIgnoreCase);
}
