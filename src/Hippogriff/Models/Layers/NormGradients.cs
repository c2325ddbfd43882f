namespace Hippogriff.Models.Layers;

/// <summary>Gradients of a norm's weights [C] and of one picture's modulation [2 C], shift before scale.</summary>
internal readonly ref struct NormGradients
{
    private readonly Span<float> _weight,
        _bias,
        _modulation;

    /// <param name="weight">Of the weight.</param>
    /// <param name="bias">Of the bias.</param>
    /// <param name="modulation">Of the modulation; empty for none.</param>
    public NormGradients(Span<float> weight, Span<float> bias, Span<float> modulation)
    {
        _weight = weight;
        _bias = bias;
        _modulation = modulation;
    }

    /// <summary>
    /// Sets them from the sums over places of the gradient before the activation and of its product with x. Returns
    /// what the gradient of x has beside slope times that gradient: a factor of x, and a constant, for each channel.
    /// </summary>
    public (float[] OfX, float[] Constant) Set(NormPicture picture, double[] sums, double[] products)
    {
        NormSizes sizes = picture.Sizes;
        NormWeights weights = picture.Weights;
        float[] ofX = new float[sizes.Channels],
            constant = new float[sizes.Channels];
        for (int group = 0; group < sizes.Groups; group++)
        {
            double mean = picture.Statistics.Means[group],
                inverse = picture.Statistics.Inverses[group],
                sum = 0,
                product = 0;
            (int from, int to) = (group * sizes.GroupSize, (group + 1) * sizes.GroupSize);
            for (int c = from; c < to; c++)
            {
                double normalised = inverse * (products[c] - mean * sums[c]), // with x' instead of x
                    factor = weights.Weight[c] * weights.Scale(c);
                sum += factor * sums[c];
                product += factor * normalised;
                SetChannel(c, weights, sums[c], normalised);
            }
            // dx = inverse (factor d - mean of that - x' mean of that times x')
            double slope = -inverse * inverse * product / sizes.GroupCount;
            for (int c = from; c < to; c++)
                (ofX[c], constant[c]) = ((float)slope, (float)(-inverse * sum / sizes.GroupCount - mean * slope));
        }
        return (ofX, constant);
    }

    private void SetChannel(int channel, NormWeights weights, double sum, double normalised)
    {
        _weight[channel] = (float)(normalised * weights.Scale(channel));
        _bias[channel] = (float)(sum * weights.Scale(channel));
        if (_modulation.IsEmpty)
            return;
        _modulation[channel] = (float)sum;
        _modulation[weights.Weight.Length + channel] = (float)(
            normalised * weights.Weight[channel] + sum * weights.Bias[channel]
        );
    }
}
