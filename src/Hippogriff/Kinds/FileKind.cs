namespace Hippogriff.Kinds;

/// <summary>What a file with weights is for.</summary>
public enum FileRole
{
    /// <summary>A network that denoises: what makes a file a model.</summary>
    Denoiser,

    /// <summary>An autoencoder.</summary>
    Vae,

    /// <summary>A text encoder.</summary>
    TextEncoder,

    /// <summary>An encoder of pictures.</summary>
    ImageEncoder,

    /// <summary>A network that steers a denoiser by a picture.</summary>
    ControlNet,

    /// <summary>Another addition to a denoiser.</summary>
    Adapter,

    /// <summary>Changes of weights: LoRA, LoHa, LoKr.</summary>
    Lora,

    /// <summary>Vectors of new words.</summary>
    Embedding,

    /// <summary>A network that enlarges pictures.</summary>
    Upscaler,

    /// <summary>What moves the pictures of a denoiser.</summary>
    MotionModule,
}

/// <summary>A known kind of weight file, or of a part of one.</summary>
/// <param name="Id">Its id: "sd15", "flux1-dev", "vae-4ch", "lora".</param>
/// <param name="Role">What it is for.</param>
/// <param name="Title">What it is, for people: "FLUX.1 schnell".</param>
public sealed record FileKind(string Id, FileRole Role, string Title);

/// <summary>A kind that was found in a file.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Prefix">What stands before the names of its tensors, wrappers included.</param>
public sealed record FoundKind(FileKind Kind, string Prefix);
