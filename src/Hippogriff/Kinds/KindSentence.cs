namespace Hippogriff.Kinds;

/// <summary>Says that a file is not a model that this version runs, by what it is.</summary>
public static class KindSentence
{
    /// <summary>"a LoRA, not a model; give it beside a model with --lora", as the end of a sentence.</summary>
    /// <param name="found">What the file holds.</param>
    /// <param name="runs">The models that run, as a list.</param>
    public static string Of(IReadOnlyList<FoundKind> found, string runs)
    {
        if (found.Count == 0)
            return $"of an unknown kind; this version runs {runs} models";
        FileKind kind = (found.FirstOrDefault(one => one.Kind.Role == FileRole.Denoiser) ?? found[0]).Kind;
        return kind.Role switch
        {
            FileRole.Denoiser => $"a file of {kind.Title}; this version runs {runs} models",
            FileRole.Lora => "a LoRA, not a model; give it beside a model with --lora",
            FileRole.Embedding => "an embedding of new words, not a model",
            FileRole.Vae => $"a VAE alone ({kind.Title}), not a whole model",
            FileRole.TextEncoder => $"a text encoder alone ({kind.Title}), not a whole model",
            _ => $"{kind.Title}, not a model",
        };
    }
}
