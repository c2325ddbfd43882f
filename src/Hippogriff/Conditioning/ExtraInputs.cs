namespace Hippogriff.Conditioning;

/// <summary>
/// Names of further inputs in <see cref="Condition.Extra"/>, so that who makes a condition and who reads it agree.
/// A network passes over the names that it does not know.
/// </summary>
public static class ExtraInputs
{
    /// <summary>
    /// Channels that are joined to the noisy batch before the network [K, C', h, w]: mask and masked latent of an
    /// inpainting model, the source's latent of instruct-pix2pix.
    /// </summary>
    public const string Channels = "channels";

    /// <summary>Sizes and crops that SDXL embeds [K, 6].</summary>
    public const string TimeIds = "time_ids";

    /// <summary>The guidance scale that a guidance-distilled network takes as an input [K].</summary>
    public const string Guidance = "guidance";

    /// <summary>What a ControlNet adds to the middle of a network [K, C, h, w]; its down blocks are control.0 ...
    /// </summary>
    public const string Control = "control";
}
