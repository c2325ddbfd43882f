namespace Hippogriff.Training.Diagnosis;

/// <summary>Everything that is known about a run at one moment.</summary>
/// <param name="Step">Finished updates.</param>
/// <param name="Averaged">The examination of the averaged weights, which are the ones that are shipped.</param>
/// <param name="Raw">That of the raw weights; null where it was not made.</param>
/// <param name="Gradient">The gradient of late.</param>
public sealed record RunFigures(long Step, Examination Averaged, Examination? Raw, GradientFigures Gradient)
{
    /// <summary>
    /// Pictures that are left out of training, and all that there are; null where pictures are composed.
    /// </summary>
    public (int Skipped, int All)? Skipped { get; init; }

    /// <summary>
    /// Sheet pictures that are copies of a training picture, and all that were compared; null where it cannot be told.
    /// </summary>
    public (int Copies, int All)? Copies { get; init; }

    /// <summary>GFLOP/s of training, and the machine's float32 peak; null where it was not measured.</summary>
    public (double Gflops, double Peak)? Speed { get; init; }
}

/// <summary>Lengths of gradients.</summary>
/// <param name="Norm">Mean length before clipping; NaN before the first.</param>
/// <param name="Shortened">Share that was longer than the limit.</param>
public readonly record struct GradientFigures(double Norm, double Shortened);
