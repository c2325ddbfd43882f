namespace Hippogriff.Denoising.Guidance;

/// <summary>
/// Guidance in a limited interval of noise levels (2404.07724): above it guidance narrows what can be drawn, below it
/// it costs a pass and changes nothing.
/// </summary>
public static class Interval
{
    /// <summary>
    /// <paramref name="guided"/> at the noise levels that <paramref name="holds"/> says, <paramref name="unguided"/>,
    /// at one pass, elsewhere.
    /// </summary>
    public static Denoiser WithInterval(Denoiser guided, Denoiser unguided, Func<double, bool> holds) =>
        (x, sigma) => holds(sigma) ? guided(x, sigma) : unguided(x, sigma);
}
