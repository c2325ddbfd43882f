namespace Hippogriff.Conditioning;

/// <summary>
/// Names of further inputs in <see cref="Condition.Extra"/>, shared by producers and consumers. A network ignores names
/// that it does not know.
/// </summary>
public static class ExtraInputs
{
    /// <summary>
    /// Channels concatenated to the noisy batch before the network [K, C', h, w]. Examples are mask and masked latent
    /// of an inpainting model, and the source's latent of instruct-pix2pix.
    /// </summary>
    public const string Channels = "channels";

    /// <summary>Sizes and crops that SDXL embeds [K, 6].</summary>
    public const string TimeIds = "time_ids";

    /// <summary>Class of each row, whole numbers [K]: the level of noise that an upscaler's picture has.</summary>
    public const string Classes = "classes";

    /// <summary>The guidance scale as an input of a guidance-distilled network [K].</summary>
    public const string Guidance = "guidance";

    /// <summary>The output of a ControlNet for the middle of a network [K, C, h, w]; its down blocks are control.0 ...
    /// ...
    /// </summary>
    public const string Control = "control";
}
