namespace Hippogriff.Conditioning;

/// <summary>
/// How prompts for CLIP encoders are read. Programs differ in which characters are grammar, how they divide long
/// prompts, and how weights change the encoder's output.
/// </summary>
public enum PromptWeighting
{
    /// <summary>
    /// As Stable Diffusion's web UI: <c>(a)</c>, <c>(a:1.3)</c>, <c>[a]</c>, <c>BREAK</c>, chunks of 75 tokens.
    /// Vectors are multiplied by their weights, then the mean of each chunk is restored ("Original").
    /// </summary>
    A1111,

    /// <summary>The same without restoring the mean ("No norm"), which is advised for SDXL.</summary>
    A1111NoNorm,

    /// <summary>The same grammar, but weights have no effect ("Ignore").</summary>
    A1111Ignore,

    /// <summary>
    /// As ComfyUI: <c>(a)</c>, <c>(a:1.3)</c>, <c>embedding:name</c>. Vectors are moved from those of the empty prompt,
    /// and short words are not split over chunks.
    /// </summary>
    ComfyUI,

    /// <summary>Brackets are text; long prompts are divided into chunks ("None" of the web UI).</summary>
    Chunks,

    /// <summary>As diffusers: brackets are text, and only the first 75 tokens are read.</summary>
    Diffusers,
}
