using System.Runtime.Intrinsics.X86;
using Hippogriff.Models.Layers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public sealed class TiledAttentionTests
{
    private static readonly Generator s_random = new(5, CPU);

    /// <summary>Against the sum written out in double precision.</summary>
    [Theory]
    [InlineData(32, 512, 8, ScalarType.Float32, 1e-5)]
    [InlineData(64, 520, 40, ScalarType.Float32, 1e-5)] // the last block of keys is a short one
    [InlineData(512, 1024, 160, ScalarType.Float32, 1e-5)]
    [InlineData(96, 640, 512, ScalarType.Float32, 1e-5)]
    [InlineData(64, 768, 40, ScalarType.BFloat16, 4e-3)]
    public void It_is_the_weighted_mean_of_the_values(
        int queries,
        int keys,
        int width,
        ScalarType type,
        double tolerance
    )
    {
        Assert.SkipUnless(Avx512F.IsSupported, "The kernel is written for AVX-512.");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor q = Heads(queries, width, 4, type),
            k = Heads(keys, width, 1, type),
            v = Heads(keys, width, 1, type);
        Assert.True(TiledAttention.Can(q, k));
        Tensor weights = (q.to(float64).matmul(k.to(float64).transpose(2, 3)) / Held(Math.Sqrt(width))).softmax(-1),
            expected = weights.matmul(v.to(float64)),
            seen = TiledAttention.Of(q, k, v);
        Assert.Equal(type, seen.dtype);
        Assert.Equal(q.shape, seen.shape);
        Assert.InRange(Largest(seen.to(float64) - expected) / Largest(expected), 0, tolerance);
    }

    /// <summary>Differences of hundreds would leave float32 if the largest logit were not taken away first.</summary>
    [Fact]
    public void Large_logits_do_not_overflow()
    {
        Assert.SkipUnless(Avx512F.IsSupported, "The kernel is written for AVX-512.");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor q = Heads(32, 16, 400, ScalarType.Float32),
            k = Heads(1024, 16, 1, ScalarType.Float32),
            v = Heads(1024, 16, 1, ScalarType.Float32),
            weights = (q.to(float64).matmul(k.to(float64).transpose(2, 3)) / Held(4.0)).softmax(-1),
            seen = TiledAttention.Of(q, k, v);
        // float32 logits of about 2,000 are wrong by some 1e-4, and so are their powers
        Assert.InRange(Largest(seen.to(float64) - weights.matmul(v.to(float64))), 0, 2e-3);
    }

    [Fact]
    public void A_picture_does_not_depend_on_its_batch()
    {
        Assert.SkipUnless(Avx512F.IsSupported, "The kernel is written for AVX-512.");
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor q = Heads(64, 24, 1, ScalarType.Float32),
            k = Heads(512, 24, 1, ScalarType.Float32);
        Tensor both = TiledAttention.Of(q, k, k),
            second = TiledAttention.Of(q.narrow(0, 1, 1), k.narrow(0, 1, 1), k.narrow(0, 1, 1));
        Assert.True(both.narrow(0, 1, 1).Equals(second));
    }

    [Theory]
    [InlineData(64, 504, 8)] // too few keys
    [InlineData(64, 516, 8)] // keys that are not whole steps
    [InlineData(48, 512, 8)] // queries that are not whole tiles
    [InlineData(64, 512, 12)] // numbers that are not whole steps
    [InlineData(64, 512, 520)] // too wide
    public void Other_sizes_are_left_to_libtorch(int queries, int keys, int width)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Assert.False(TiledAttention.Can(zeros(1, 1, queries, width), zeros(1, 1, keys, width)));
    }

    [Fact]
    public void What_learns_is_left_to_libtorch()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.False(TiledAttention.Can(zeros(1, 1, 64, 8), zeros(1, 1, 512, 8)));
    }

    // [2, 3, rows, width], lying as the networks make them: the heads of a position beside each other
    private static Tensor Heads(int rows, int width, double scale, ScalarType type) =>
        (randn([2, rows, 3, width], generator: s_random) * Held(scale)).to(type).transpose(1, 2);

    private static double Largest(Tensor x) => x.abs().max().item<double>();
}
