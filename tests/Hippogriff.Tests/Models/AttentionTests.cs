using Hippogriff.Models.Layers;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public sealed class AttentionTests
{
    /// <summary>
    /// Against the sum written out in double precision: what a bfloat16 network gets is wrong by the rounding of its
    /// inputs and of the result only.
    /// </summary>
    [Theory]
    [InlineData(ScalarType.Float32, false, 1e-5)]
    [InlineData(ScalarType.Float32, true, 1e-5)]
    [InlineData(ScalarType.BFloat16, false, 4e-3)]
    [InlineData(ScalarType.BFloat16, true, 4e-3)]
    public void It_is_the_weighted_mean_of_the_values(ScalarType type, bool withBias, double tolerance)
    {
        using var scope = NewDisposeScope();
        using Generator random = new(3, CPU);
        Tensor Make(params long[] shape) => randn(shape, generator: random).to(type);
        Tensor q = Make(2, 3, 5, 8),
            k = Make(2, 3, 7, 8),
            v = Make(2, 3, 7, 8);
        Tensor? bias = withBias ? Make(3, 5, 7) : null;
        Tensor logits = q.to(float64).matmul(k.to(float64).transpose(2, 3)) / Held(Math.Sqrt(8));
        if (bias is not null)
            logits = logits.Plus(bias.to(float64));
        Tensor weights = logits.exp() / logits.exp().sum(-1, true);
        Tensor expected = weights.matmul(v.to(float64));
        Tensor seen = Attention.Attend(q, k, v, bias);
        Assert.Equal(type, seen.dtype);
        Assert.True(((seen.to(float64) - expected).abs().max() / expected.abs().max()).item<double>() < tolerance);
    }
}
