namespace Hippogriff.Denoising.Guiding;

/// <summary>
/// Guidance in a limited interval of noise levels (2404.07724). Above it, guidance reduces variety; below it, guidance
/// costs a pass and has no effect.
/// </summary>
public static class Interval
{
    /// <summary>
    /// <paramref name="guided"/> at the noise levels of <paramref name="levels"/>, <paramref name="unguided"/>, at one
    /// pass, elsewhere.
    /// </summary>
    public static Denoiser WithInterval(Denoiser guided, Denoiser unguided, SigmaInterval levels) =>
        (x, sigma) => levels.Holds(sigma) ? guided(x, sigma) : unguided(x, sigma);
}

/// <summary>
/// A stretch of noise levels. It is not one of network time: a level may be 80 where time ends at 1.
/// </summary>
/// <param name="Low">Its lower end in sigma, 0 or more; not part of it.</param>
/// <param name="High">Its upper end in sigma; part of it.</param>
public readonly record struct SigmaInterval(double Low, double High)
{
    /// <summary>True from above the lower end up to the upper one.</summary>
    public bool Holds(double sigma) => Low < sigma && sigma <= High;
}
