using Hippogriff.Denoising;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// What a user adds to the files of a public checkpoint: parts from other files, and what its tensors do not tell.
/// </summary>
public sealed record CheckpointChoices
{
    /// <summary>Nothing: the checkpoint as its files say.</summary>
    public static CheckpointChoices None { get; } = new();

    /// <summary>
    /// File or folder of a VAE in place of the checkpoint's: a VAE alone, a tiny one, or a checkpoint that has one.
    /// </summary>
    public string? Vae { get; init; }

    /// <summary>
    /// File or folder of a CLIP text encoder in place of the checkpoint's: alone, or a checkpoint that has one.
    /// </summary>
    public string? TextEncoder { get; init; }

    /// <summary>File or folder of a tiny VAE for previews; null for previews by a matrix.</summary>
    public string? PreviewVae { get; init; }

    /// <summary>Whether the VAE works by overlapping tiles, for less memory; a tiny one needs none.</summary>
    public bool VaeTiling { get; init; }

    /// <summary>Folder of textual inversions (.safetensors), whose words prompts may have.</summary>
    public string? Embeddings { get; init; }

    /// <summary>Name of the kind, see <see cref="PublicKinds.Names"/>; null for the one that the file shows.</summary>
    public string? Kind { get; init; }

    /// <summary>What the network predicts; null for what the files say.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>Refuses parts that are not what they are named for, before any model is there to fit.</summary>
    /// <exception cref="HippogriffException">A file or folder is missing, or holds another part.</exception>
    public void RequireParts()
    {
        const int UsualWidth = 768; // another one is compared with the model's when there is one
        if (Vae is { } vae)
            _ = OtherFiles.Vae(vae);
        if (PreviewVae is { } preview)
            _ = OtherFiles.Vae(preview);
        if (TextEncoder is { } text)
            _ = OtherFiles.TextEncoder(text, UsualWidth);
        if (Embeddings is { } folder)
            EmbeddingFolder.Require(folder);
    }

    /// <summary>Refuses choices for a model that takes none.</summary>
    /// <exception cref="HippogriffException">Something is chosen.</exception>
    internal void RequireNone(string model)
    {
        if (this != None)
            throw new HippogriffException(
                $"The model {model} was made by Hippogriff and is whole; other parts, tiles, a kind and a prediction "
                    + "are for public checkpoints.",
                FaultKind.Incompatible
            );
    }
}
