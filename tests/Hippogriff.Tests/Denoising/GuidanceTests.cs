using Hippogriff.Denoising;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Pipelines;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

public class GuidanceTests
{
    private int passes;

    [Fact]
    public void The_guess_is_pushed_away_from_the_negative_one_in_one_forward()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(3, 1, 2, 2);
        Tensor clean = ClassifierFree.Apply(Positive, Both, 4)(x, 0.5);
        // negative says 2x, positive 5x: 2 + 4 (5 - 2) = 14
        Assert.Equal([3L, 1, 2, 2], clean.shape);
        Assert.True(clean.allclose(x * Held(14)));
        Assert.Equal(1, passes);
    }

    [Fact]
    public void Scale_1_costs_one_single_pass_with_the_positive_prompt()
    {
        using DisposeScope scope = NewDisposeScope();
        Denoiser never = (_, _) => throw new InvalidOperationException("asked for the doubled batch");
        Assert.True(
            ClassifierFree.Apply(Positive, never, 1)(ones(3, 1, 2, 2), 0.5).allclose(full([3, 1, 2, 2], Held(5f)))
        );
    }

    [Fact]
    public void Scale_0_follows_the_negative_prompt()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.True(
            ClassifierFree.Apply(Positive, Both, 0)(ones(3, 1, 2, 2), 0.5).allclose(full([3, 1, 2, 2], Held(2f)))
        );
    }

    [Theory]
    [InlineData(0.05, false)]
    [InlineData(0.2, false)]
    [InlineData(0.21, true)]
    [InlineData(0.8, true)]
    [InlineData(0.81, false)]
    public void Guidance_acts_only_inside_its_interval(double sigma, bool guided)
    {
        using DisposeScope scope = NewDisposeScope();
        Denoiser denoise = Interval.WithInterval(
            ClassifierFree.Apply(Positive, Both, 4),
            Positive,
            new SigmaInterval(0.2, 0.8)
        );
        Assert.Equal(guided ? 14 : 5, denoise(ones(1, 1, 2, 2), sigma).mean().item<float>(), 1e-5);
        Assert.Equal(1, passes);
    }

    [Fact]
    public void Rescaled_fully_a_picture_has_the_contrast_of_the_positive_guess()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(2, 3, 8, 8) * tensor(new[] { 1f, 3f }).view(2, 1, 1, 1);
        Tensor plain = ClassifierFree.Apply(Positive, Both, 4)(x, 0.5),
            positive = Positive(x, 0.5);
        Tensor full = ClassifierFree.Apply(Positive, Both, 4, rescale: 1)(x, 0.5),
            part = ClassifierFree.Apply(Positive, Both, 4, rescale: 0.7)(x, 0.5);
        for (int i = 0; i < 2; i++)
            Assert.Equal(1, full[i].std().item<float>() / positive[i].std().item<float>(), 1e-4);
        Assert.True(part.allclose((full * Held(0.7)).Plus(plain * Held(0.3)), rtol: 1e-4));
    }

    [Fact]
    public void A_flat_guess_survives_rescaling()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.True(Rescale.Apply(ones(1, 3, 2, 2), ones(1, 3, 2, 2), 0.7).isfinite().all().item<bool>());
    }

    [Fact]
    public void Only_the_guess_is_left()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2, 1, 2, 2);
        long before = scope.DisposablesCount;
        ClassifierFree.Apply(Positive, Both, 4, rescale: 0.5)(x, 0.5);
        Assert.Equal(before + 1, scope.DisposablesCount);
    }

    private Tensor Positive(Tensor x, double sigma)
    {
        passes++;
        return x * Held(5);
    }

    private Tensor Both(Tensor x, double sigma)
    {
        passes++;
        using DisposeScope scope = NewDisposeScope();
        Tensor[] halves = x.chunk(2, 0);
        return cat([halves[0] * Held(2), halves[1] * Held(5)], 0).MoveToOuterDisposeScope();
    }
}
