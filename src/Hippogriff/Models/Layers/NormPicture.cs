namespace Hippogriff.Models.Layers;

/// <summary>Sizes of one picture for <see cref="GroupNormSiluKernel"/>.</summary>
/// <param name="Places">Positions of the picture, H W.</param>
/// <param name="Channels">Channels C.</param>
/// <param name="Groups">Groups of channels G.</param>
/// <param name="Half">Whether numbers are bfloat16, otherwise float32.</param>
internal readonly record struct NormSizes(int Places, int Channels, int Groups, bool Half)
{
    public int Count => Places * Channels;

    public int GroupSize => Channels / Groups;

    public double GroupCount => (double)Places * GroupSize;
}

/// <summary>Weights of the norm, and the modulation of one picture: shift, then scale; empty for none.</summary>
internal readonly ref struct NormWeights(
    ReadOnlySpan<float> weight,
    ReadOnlySpan<float> bias,
    ReadOnlySpan<float> modulation
)
{
    public readonly ReadOnlySpan<float> Weight = weight,
        Bias = bias;

    private readonly ReadOnlySpan<float> _modulation = modulation;

    public float Shift(int channel) => _modulation.IsEmpty ? 0 : _modulation[channel];

    public float Scale(int channel) => _modulation.IsEmpty ? 1 : 1 + _modulation[Weight.Length + channel];
}

/// <summary>Mean and inverse deviation of each group of one picture [G].</summary>
internal readonly ref struct Statistics(Span<float> means, Span<float> inverses)
{
    public readonly Span<float> Means = means,
        Inverses = inverses;
}

/// <summary>A picture that is normalised: its sizes, its weights, and the statistics of its groups.</summary>
internal readonly ref struct NormPicture(NormSizes sizes, NormWeights weights, Statistics statistics)
{
    public readonly NormSizes Sizes = sizes;

    public readonly NormWeights Weights = weights;

    public readonly Statistics Statistics = statistics;
}
