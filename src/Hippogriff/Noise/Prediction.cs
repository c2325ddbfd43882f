namespace Hippogriff.Noise;

/// <summary>What a network predicts. The only file that knows.</summary>
public enum Prediction
{
    /// <summary>The noise.</summary>
    Epsilon,

    /// <summary>v = alpha * noise - sigma * x0 (2202.00512).</summary>
    V,

    /// <summary>The clean picture.</summary>
    Sample,

    /// <summary>The straight velocity noise - x0 (flow matching, 2210.02747).</summary>
    Flow,
}
