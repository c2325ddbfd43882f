using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Denoising.Schedules;
using Hippogriff.ExactDenoisers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.ExactDenoisers;

public class OptimalDenoiserTests
{
    private static readonly string[] captions =
    [
        "a red apple",
        "a green apple",
        "two cats",
        "a dog on grass",
        "a blue dog",
        "a red car",
    ];

    public static TheoryData<string> Names => [.. SamplerRegistry.Default.Names];

    [Fact]
    public void It_is_the_posterior_mean_worked_out_by_hand()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var exact = new OptimalDenoiser(pictures, captions);
        foreach (NoiseFamily family in new NoiseFamily[] { new Flow(), new VarianceExploding() })
        {
            foreach (double sigma in new[] { 0.05, 0.5, 0.95 })
            {
                Tensor x = randn(3, 3, 8, 8, generator: new Generator(4));
                double alpha = family.Alpha(sigma);
                Tensor distance = (x.unsqueeze(1) - pictures * Held(alpha))
                    .to(ScalarType.Float64)
                    .Squared()
                    .flatten(2)
                    .sum(2); // [3, K]
                Tensor weights = nn.functional.softmax(distance / Held(-2 * sigma * sigma), 1);
                Tensor truth = weights.matmul(pictures.to(ScalarType.Float64).flatten(1)).view(3, 3, 8, 8);
                Assert.Equal(0, (exact.For("", family)(x, sigma) - truth).abs().max().item<double>(), 1e-5);
            }
        }
    }

    [Fact]
    public void From_pure_noise_it_sees_the_mean_of_all_pictures()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var exact = new OptimalDenoiser(pictures, captions);
        Tensor guess = exact.For("", new Flow())(randn(1, 3, 8, 8), 1);
        Assert.True(guess[0].allclose(pictures.mean([0]), atol: 1e-5));
    }

    [Fact]
    public void At_the_smallest_levels_it_stays_finite_and_picks_the_nearest()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var exact = new OptimalDenoiser(pictures, captions);
        Tensor guess = exact.For("", new VarianceExploding())(pictures.Plus(0.01), 1e-4);
        Assert.True(guess.allclose(pictures, atol: 1e-5));
    }

    /// <summary>All but pndm, which extrapolates its last step as well.</summary>
    public static TheoryData<string> Ending => [.. SamplerRegistry.Default.Names.Where(name => name != "pndm")];

    [Theory, MemberData(nameof(Ending))]
    public void Every_sampler_ends_on_one_of_the_pictures(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var exact = new OptimalDenoiser(pictures, captions);
        foreach (
            NoiseFamily family in new NoiseFamily[] { new Flow(), new VariancePreserving(), new VarianceExploding() }
        )
        {
            (Tensor end, _) = Draw(exact.For("", family), name, family);
            Assert.True(Nearest(end, pictures).All(hit => hit.Distance < 1e-3), $"{name} in {family.GetType().Name}");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_prompt_leads_to_a_matching_picture(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var exact = new OptimalDenoiser(pictures, captions);
        var family = new Flow();
        Denoiser guided = ClassifierFree.Apply(exact.For("Dogs!", family), exact.For(["", "Dogs!"], family), 2);
        (Tensor end, _) = Draw(guided, name, family);
        Assert.All(Nearest(end, pictures), hit => Assert.Contains("dog", captions[hit.Index]));
    }

    [Fact]
    public void Different_noise_ends_on_different_pictures()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var exact = new OptimalDenoiser(pictures, captions);
        (Tensor end, _) = Draw(exact.For("", new Flow()), "euler", new Flow(), count: 24);
        Assert.True(Nearest(end, pictures).Select(hit => hit.Index).Distinct().Count() >= 4);
    }

    [Fact]
    public void A_negative_prompt_drives_away()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor pictures = Pictures();
        using var exact = new OptimalDenoiser(pictures, captions);
        var family = new Flow();
        Denoiser guided = ClassifierFree.Apply(exact.For("apple", family), exact.For(["red", "apple"], family), 3);
        (Tensor end, _) = Draw(guided, "heun", family);
        Assert.All(Nearest(end, pictures), hit => Assert.Equal("a green apple", captions[hit.Index]));
    }

    [Fact]
    public void Words_weight_the_pictures_rare_ones_more()
    {
        using DisposeScope scope = NewDisposeScope();
        using var exact = new OptimalDenoiser(Pictures(), captions);
        Assert.All(exact.LogWeights(""), weight => Assert.Equal(0, weight));
        Assert.All(exact.LogWeights("zeppelin"), weight => Assert.Equal(0, weight));
        double[] weights = exact.LogWeights("Red apples, please");
        Assert.Equal(0, weights[0]);
        Assert.True(weights[1] < -5 && weights[5] < -5, "half a match weighs little");
        Assert.Equal(double.NegativeInfinity, weights[2]);
        double[] cat = exact.LogWeights("a red cat");
        Assert.Equal(0, cat[2]);
        Assert.True(cat[0] < -3, "the rare word decides");
        Assert.Equal(double.NegativeInfinity, cat[1]); // "a" says nothing
    }

    [Fact]
    public void Many_pictures_are_worked_through_in_chunks_with_the_same_result()
    {
        using DisposeScope scope = NewDisposeScope();
        // 7.4 million numbers: two chunks
        Tensor pictures = rand(600, 3, 64, 64, generator: new Generator(1)) * Held(2) - Held(1);
        using var exact = new OptimalDenoiser(
            pictures,
            new string[600]
                .Select(_ => "")
                .ToArray()
        );
        Tensor x = (pictures[590].unsqueeze(0) * Held(0.5)).Plus(
            randn(1, 3, 64, 64, generator: new Generator(2)) * Held(0.5)
        );
        Tensor guess = exact.For("", new Flow())(x, 0.5);
        Assert.True(guess[0].allclose(pictures[590], atol: 1e-4));
    }

    [Fact]
    public void It_keeps_its_own_copy_and_lets_go_of_it()
    {
        using DisposeScope scope = NewDisposeScope();
        long before = Live();
        Tensor pictures = Pictures(),
            first = pictures[0].clone();
        var exact = new OptimalDenoiser(pictures, captions);
        pictures.zero_();
        pictures.Dispose();
        Tensor guess = exact.For("red apple", new Flow())(first.unsqueeze(0), 0.01);
        Assert.True(guess[0].allclose(first, atol: 1e-5));
        guess.Dispose();
        exact.Dispose();
        scope.DisposeEverything();
        Assert.Equal(before, Live());
    }

    [Fact]
    public void Pictures_without_captions_are_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Throws<HippogriffException>(() => new OptimalDenoiser(zeros(2, 3, 4, 4), ["one"]));
        Assert.Throws<HippogriffException>(() => new OptimalDenoiser(zeros(0, 3, 4, 4), []));
    }

    private static Tensor Pictures() => rand(captions.Length, 3, 8, 8, generator: new Generator(7)) * Held(2) - Held(1);

    private static (Tensor End, double[] Sigmas) Draw(
        Denoiser denoise,
        string sampler,
        NoiseFamily family,
        int count = 4
    )
    {
        using var noise = new SeededNoise(100, count, [3, 8, 8]);
        double[] sigmas = SigmaSchedules.Karras(family, 16);
        using Tensor start = noise.Draw() * Held(sigmas[0]);
        return (
            SamplerRegistry.Default.Get(sampler)(denoise, start, sigmas, new SamplerContext(family, noise.Draw)),
            sigmas
        );
    }

    private static (int Index, double Distance)[] Nearest(Tensor batch, Tensor pictures)
    {
        Tensor distances = (batch.unsqueeze(1) - pictures).abs().flatten(2).amax(2); // [N, K], largest difference
        return
        [
            .. Enumerable
                .Range(0, (int)batch.shape[0])
                .Select(i => ((int)distances[i].argmin().item<long>(), (double)distances[i].min().item<float>())),
        ];
    }

    private static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
