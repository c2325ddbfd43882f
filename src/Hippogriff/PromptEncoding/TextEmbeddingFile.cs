using Hippogriff.Texts;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.PromptEncoding;

/// <summary>
/// Reads textual inversions from safetensors files. A tensor is named <c>emb_params</c>, <c>clip_l</c> and
/// <c>clip_g</c>, or as its word; LoRA files bundle several.
/// </summary>
public static class TextEmbeddingFile
{
    private const string Parameters = "emb_params",
        ClipL = "clip_l",
        ClipG = "clip_g";
    private const int Widest = 1 << 14;
    private static readonly string[] s_pickles = [".pt", ".pth", ".bin", ".ckpt", ".pkl"];

    /// <summary>All embeddings of a file, at least one.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="HippogriffException">It is a pickle, or damaged, or holds no embedding; vectors are not
    /// finite.</exception>
    public static IReadOnlyList<TextEmbedding> Read(string path)
    {
        if (IsPickle(path))
            throw new HippogriffException(
                $"'{path}' is a pickle, which can run code when it is read; get the embedding as .safetensors.",
                FaultKind.Incompatible
            );
        using SafetensorsFile file = SafetensorsFile.Open(path);
        List<TextEmbedding> read = [];
        try
        {
            foreach ((string name, string word, string[] tensors) in Found(file))
                read.Add(Made(file, name, word, tensors));
            return read;
        }
        catch
        {
            read.ForEach(embedding => embedding.Dispose());
            throw;
        }
    }

    /// <summary>Whether a file can run code when it is read, by its name.</summary>
    internal static bool IsPickle(string path) =>
        s_pickles.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>The embeddings that a LoRA brings with it; none if it is a LoRA alone.</summary>
    /// <param name="path">The LoRA's file.</param>
    /// <exception cref="HippogriffException">It is damaged, or vectors are not finite.</exception>
    public static IReadOnlyList<TextEmbedding> ReadBundled(string path)
    {
        using (SafetensorsFile file = SafetensorsFile.Open(path))
            if (!file.Entries.Any(entry => BundledEmbeddings.Split(entry.Name) is not null))
                return [];
        return Read(path);
    }

    /// <summary>The name of each embedding, the word that the file says, and the names of its tensors.</summary>
    private static IEnumerable<(string Name, string Word, string[] Tensors)> Found(SafetensorsFile file)
    {
        string name = Path.GetFileNameWithoutExtension(file.Path);
        string[] names = [.. file.Entries.Select(entry => entry.Name)];
        (string Word, string[] Tensors)[] bundles =
        [
            .. names
                .Where(entry => BundledEmbeddings.Split(entry) is not null)
                .GroupBy(entry => BundledEmbeddings.Split(entry)!.Value.Word)
                .Select(same => (same.Key, same.ToArray())),
        ];
        if (bundles.Length > 0)
            return bundles.Select(bundle => (bundle.Word, bundle.Word, bundle.Tensors));
        if (names.Contains(Parameters))
            return [(name, name, [Parameters])];
        string[] encoders = [.. new[] { ClipL, ClipG }.Where(names.Contains)];
        if (encoders.Length > 0)
            return [(name, name, encoders)];
        if (names.Length == 1)
            return [(name, names[0], names)];
        throw new HippogriffException(
            $"'{file.Path}' holds no embedding: it has {Quoted.Few(names)}, "
                + $"and none of {Parameters}, {ClipL} and {ClipG}.",
            FaultKind.Incompatible
        );
    }

    private static TextEmbedding Made(SafetensorsFile file, string name, string word, string[] tensors)
    {
        if (new[] { name, word }.FirstOrDefault(text => text.Trim().Length == 0 || text.Any(Fit.IsUnfit)) is { } unfit)
            throw Fault($"its word {Quoted.Name(unfit)} cannot stand in a prompt");
        List<Tensor> sets = [];
        try
        {
            foreach (string tensor in tensors)
                sets.Add(Vectors(tensor));
            if (sets.Select(set => set.shape[0]).Distinct().Count() > 1)
                throw Fault("its encoders have different numbers of vectors");
            return new TextEmbedding(name, [.. new[] { name, word }.Distinct(StringComparer.OrdinalIgnoreCase)], sets);
        }
        catch
        {
            sets.ForEach(set => set.Dispose());
            throw;
        }

        Tensor Vectors(string tensor)
        {
            SafetensorsEntry entry = file.ByName[tensor];
            bool isFraction =
                entry.Type is ScalarType.Float32 or ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float64;
            if (!isFraction || entry.Shape.Count is not (1 or 2) || entry.Count == 0)
                throw Fault($"{Quoted.Name(tensor)} is not a list of vectors");
            (long count, long width) = (entry.Count / entry.Shape[^1], entry.Shape[^1]);
            if (count > ClipTokenizer.Room || width > Widest)
                throw Fault(
                    $"{Quoted.Name(tensor)} has {count} vectors of {width}; "
                        + $"at most {ClipTokenizer.Room} of {Widest} are read"
                );
            using IDisposable scope = NewDisposeScope();
            Tensor vectors = file.Read(tensor, ScalarType.Float32).reshape(count, width);
            if (!vectors.isfinite().all().item<bool>())
                throw Fault($"{Quoted.Name(tensor)} holds NaN or infinity");
            return vectors.DetachFromDisposeScope();
        }

        HippogriffException Fault(string what) =>
            new($"'{file.Path}' holds no embedding that can be used: {what}.", FaultKind.DamagedFile);
    }
}
