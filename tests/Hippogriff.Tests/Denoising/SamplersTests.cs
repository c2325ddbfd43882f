using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Schedules;
using Hippogriff.Tests.Toys;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

public class SamplersTests
{
    public static TheoryData<string> Names => [.. SamplerRegistry.Default.Names];

    [Theory, MemberData(nameof(Names))]
    public void Every_step_is_reported_with_its_level_and_pictures(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        var family = new Flow();
        double[] sigmas = TimeSchedules.Uniform(family, 7);
        var steps = new List<(int, int, double)>();
        Tensor last = empty(0);
        Tensor end = Run(
            name,
            family,
            sigmas,
            step =>
            {
                steps.Add((step.Index, step.Count, step.Sigma));
                Assert.Equal([2L, 1, 4, 4], step.Noisy.shape);
                Assert.Equal([2L, 1, 4, 4], step.Clean.shape);
                last = step.Clean.clone().DetachFromDisposeScope();
            }
        );
        Assert.Equal(Enumerable.Range(0, 7).Select(i => (i, 7, sigmas[i + 1])), steps);
        using (last)
            if (name is not ("pndm" or "k_lms")) // they extrapolate the last step as well
                Assert.True(last.allclose(end, atol: 1e-5), "the last step goes to the clean guess");
        Assert.Equal(ScalarType.Float32, end.dtype);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_same_seed_gives_the_same_picture_and_its_batch_does_not_matter(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        var family = new VariancePreserving();
        double[] sigmas = SigmaSchedules.Karras(family, 8);
        Tensor first = Run(name, family, sigmas),
            second = Run(name, family, sigmas),
            alone = Run(name, family, sigmas, seed: 10, count: 1);
        Assert.True(first.allclose(second, rtol: 0, atol: 0));
        Assert.True(first[1].allclose(alone[0], atol: 1e-5));
    }

    [Theory, MemberData(nameof(Names))]
    public void Any_schedule_in_any_family_ends_with_finite_numbers(string name)
    {
        foreach (string family in FamilyNames.All.Select(row => row.Data))
        {
            foreach (string schedule in ScheduleRegistry.Default.Names)
            {
                foreach (int steps in new[] { 1, 2, 3, 6 })
                {
                    using DisposeScope scope = NewDisposeScope();
                    NoiseFamily member = FamilyNames.Family(family);
                    Tensor end = Run(name, member, ScheduleRegistry.Default.Get(schedule)(member, steps));
                    Assert.True(end.isfinite().all().item<bool>(), $"{name}, {family}, {schedule}, {steps} steps");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Cancellation_is_checked_before_every_step(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var source = new CancellationTokenSource();
        int done = 0;
        long before = Live();
        Assert.Throws<OperationCanceledException>(() =>
            Run(
                name,
                new Flow(),
                TimeSchedules.Uniform(new Flow(), 9),
                _ =>
                {
                    if (++done == 4)
                        source.Cancel();
                },
                cancellationToken: source.Token
            )
        );
        Assert.Equal(4, done);
        Assert.Equal(before, Live());
    }

    [Theory, MemberData(nameof(Names))]
    public void Only_the_result_is_left(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Run(name, new Flow(), [1, 0]).Dispose();
        long before = Live(),
            scoped = scope.DisposablesCount;
        Tensor end = Run(name, new VarianceExploding(), SigmaSchedules.Karras(new VarianceExploding(), 9));
        Assert.Equal(before + 1, Live());
        Assert.Equal(scoped + 1, scope.DisposablesCount);
        end.Dispose();
        Assert.Equal(before, Live());
    }

    [Theory, MemberData(nameof(Names))]
    public void The_start_is_neither_changed_nor_disposed(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(1, 1, 4, 4),
            copy = x.clone();
        var family = new Flow();
        SamplerRegistry.Default.Get(name)(
            MixtureToy.TwoHumps(family).Denoise,
            x,
            TimeSchedules.Uniform(family, 5),
            new SamplerContext(family, () => randn(1, 1, 4, 4))
        );
        Assert.True(x.allclose(copy, rtol: 0, atol: 0));
    }

    [Theory]
    [InlineData("euler", 10)]
    [InlineData("euler_ancestral", 10)]
    [InlineData("heun", 19)]
    [InlineData("dpm2", 19)]
    [InlineData("dpm2_ancestral", 19)]
    [InlineData("dpmpp_2m", 10)]
    [InlineData("dpmpp_2m_sde", 10)]
    [InlineData("dpmpp_sde", 19)]
    [InlineData("dpmpp_3m_sde", 10)]
    [InlineData("unipc", 10)]
    [InlineData("ddim", 10)]
    [InlineData("ddpm", 10)]
    [InlineData("lms", 10)]
    [InlineData("lcm", 10)]
    public void Ten_steps_cost_so_many_passes(string name, int passes)
    {
        using DisposeScope scope = NewDisposeScope();
        var family = new VariancePreserving();
        int asked = 0;
        Denoiser inner = MixtureToy.TwoHumps(family).Denoise;
        Denoiser counting = (x, sigma) =>
        {
            asked++;
            Assert.True(sigma > 0);
            return inner(x, sigma);
        };
        SamplerRegistry.Default.Get(name)(
            counting,
            randn(1, 1, 4, 4) * Held(family.SigmaMax),
            SigmaSchedules.Karras(family, 10),
            new SamplerContext(family, () => randn(1, 1, 4, 4))
        );
        Assert.Equal(passes, asked);
    }

    [Fact]
    public void DDIM_is_deterministic_unless_asked_for_noise()
    {
        using DisposeScope scope = NewDisposeScope();
        var family = new Flow();
        int drawn = 0;
        void run(double? eta) =>
            SamplerRegistry.Default.Get("ddim")(
                MixtureToy.TwoHumps(family).Denoise,
                randn(1, 1, 4, 4),
                TimeSchedules.Uniform(family, 5),
                new SamplerContext(
                    family,
                    () =>
                    {
                        drawn++;
                        return randn(1, 1, 4, 4);
                    },
                    Eta: eta
                )
            );
        run(null);
        Assert.Equal(0, drawn);
        run(0.5);
        Assert.Equal(4, drawn);
    }

    [Fact]
    public void No_gradients_are_recorded()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weight = ones(1, requires_grad: true);
        Tensor end = SamplerRegistry.Default.Get("heun")(
            (x, _) => x * weight * Held(0.5),
            randn(1, 1, 4, 4),
            [1, 0.5, 0],
            new SamplerContext(new Flow(), () => randn(1, 1, 4, 4))
        );
        Assert.False(end.requires_grad);
    }

    [Theory]
    [InlineData("DPM++ 2M", "dpmpp_2m")]
    [InlineData("DPM++ 2M SDE", "dpmpp_2m_sde")]
    [InlineData("DPM++ 3M SDE", "dpmpp_3m_sde")]
    [InlineData("Euler a", "euler_ancestral")]
    [InlineData("DPM2 a", "dpm2_ancestral")]
    [InlineData("uni_pc", "unipc")]
    [InlineData("LMS", "lms")]
    public void Spellings_of_other_programs_are_understood(string spelling, string name) =>
        Assert.Equal(SamplerRegistry.Default.Get(name), SamplerRegistry.Default.Get(spelling));

    [Fact]
    public void An_unknown_sampler_is_refused_with_the_list()
    {
        var refusal = Assert.Throws<HippogriffException>(() => SamplerRegistry.Default.Get("oiler"));
        Assert.Contains("'oiler'", refusal.Message);
        foreach (string name in SamplerRegistry.Default.Names)
            Assert.Contains(name, refusal.Message);
    }

    [Theory]
    [InlineData(new[] { 1.0 })]
    [InlineData(new[] { 1.0, 1.0, 0.0 })]
    [InlineData(new[] { 1.0, double.NaN, 0.0 })]
    [InlineData(new[] { 1.0, 0.5, -0.1 })]
    public void Levels_that_do_not_fall_are_refused(double[] sigmas) =>
        Assert.Throws<ArgumentException>(() => Run("euler", new Flow(), sigmas));

    private static Tensor Run(
        string name,
        NoiseFamily family,
        double[] sigmas,
        Action<SamplerStep>? onStep = null,
        long seed = 9,
        int count = 2,
        CancellationToken cancellationToken = default
    )
    {
        using var noise = new SeededNoise(seed, count, [1, 4, 4]);
        using Tensor unit = noise.Draw(),
            start = unit * Held(sigmas[0]);
        return SamplerRegistry.Default.Get(name)(
            MixtureToy.TwoHumps(family).Denoise,
            start,
            sigmas,
            new SamplerContext(family, noise.Draw, onStep, Cancellation: cancellationToken)
        );
    }

    private static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;

    [Fact]
    public void Of_a_name_without_end_the_refusal_quotes_the_beginning()
    {
        string name = new string('a', 5_000) + "\u001b[2J";
        Assert.All(
            (Func<object>[])
                [
                    () => SamplerRegistry.Default.NameOf(name),
                    () => Hippogriff.Denoising.ScheduleRegistry.Default.NameOf(name),
                ],
            ask => Assert.InRange(Assert.Throws<HippogriffException>(ask).Message.Length, 100, 400)
        );
    }
}
