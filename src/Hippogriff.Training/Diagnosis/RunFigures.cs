namespace Hippogriff.Training.Diagnosis;

/// <summary>All figures of a run at one step.</summary>
/// <param name="Step">Finished updates.</param>
/// <param name="Averaged">The examination of the averaged weights, which are published.</param>
/// <param name="Raw">The examination of the raw weights; null if not made.</param>
/// <param name="Gradient">Recent gradients.</param>
public sealed record RunFigures(long Step, Examination Averaged, Examination? Raw, GradientFigures Gradient)
{
    /// <summary>Skipped pictures and all pictures; null for composed pictures.</summary>
    public (int Skipped, int All)? Skipped { get; init; }

    /// <summary>Copies among the sheet's pictures, and all compared pictures; null if unknown.</summary>
    public (int Copies, int All)? Copies { get; init; }

    /// <summary>GFLOP/s of training, and the machine's float32 peak; null if not measured.</summary>
    public (double Gflops, double Peak)? Speed { get; init; }
}

/// <summary>Norms of gradients.</summary>
/// <param name="Norm">Mean norm before clipping; NaN before the first.</param>
/// <param name="Shortened">Share of clipped gradients.</param>
public readonly record struct GradientFigures(double Norm, double Shortened);
