using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Denoising;

public class SamplingRunTests
{
    private static readonly Flow s_family = new();

    private static SamplingPlan Plan(Func<Tensor> noise, double strength = 1) =>
        new()
        {
            Denoiser = (x, _) => x * Held(0.5),
            Family = s_family,
            Sampler = "euler",
            Levels = SamplingRun.Levels("uniform", s_family, 4, strength),
            Noise = noise,
        };

    [Fact]
    public void It_begins_with_noise_of_the_first_level_and_ends_where_the_sampler_ends()
    {
        using var scope = NewDisposeScope();
        Tensor? begun = null;
        List<double> levels = [];
        Tensor end = SamplingRun.Draw(
            Plan(() => ones(1, 1, 2, 2)) with
            {
                OnStart = (sigma, x) => begun = (x * Held(sigma)).DetachFromDisposeScope(),
                OnStep = step => levels.Add(step.Sigma),
            }
        );
        Assert.True(begun!.allclose(ones(1, 1, 2, 2)));
        Assert.Equal([0.75, 0.5, 0.25, 0], levels);
        // x' = x (1 - (s - t) / (2 s)) at every step
        double expected = (1 - 0.25 / 2) * (1 - 0.25 / 1.5) * (1 - 0.25 / 1) * 0.5;
        Assert.Equal(expected, end.mean().item<float>(), 6);
    }

    [Fact]
    public void A_source_is_noised_part_of_the_way_for_every_picture()
    {
        using var scope = NewDisposeScope();
        Tensor? begun = null;
        SamplingPlan plan = Plan(() => ones(3, 1, 2, 2), strength: 0.5);
        Assert.Equal([0.5, 0.375, 0.25, 0.125, 0], plan.Levels);
        SamplingRun.Draw(
            plan with
            {
                Source = ones(1, 1, 2, 2) * Held(4),
                OnStart = (_, x) => begun = x.clone().DetachFromDisposeScope(),
            }
        );
        Assert.True(begun!.allclose(ones(3, 1, 2, 2) * Held(4 * 0.5 + 0.5)));
    }

    [Fact]
    public void A_start_is_taken_as_it_is_and_draws_no_noise()
    {
        using var scope = NewDisposeScope();
        Tensor start = ones(2, 1, 2, 2);
        SamplingRun.Draw(
            Plan(() => throw new InvalidOperationException("no noise is asked for")) with
            {
                Start = start,
                OnStart = (_, x) => Assert.True(x.allclose(start)),
            }
        );
        Assert.True(start.allclose(ones(2, 1, 2, 2))); // the caller's batch stays
    }

    [Fact]
    public void Cancelling_stops_before_the_next_step()
    {
        using var scope = NewDisposeScope();
        using CancellationTokenSource stop = new();
        int steps = 0;
        Assert.Throws<OperationCanceledException>(() =>
            SamplingRun.Draw(
                Plan(() => ones(1, 1, 2, 2)) with
                {
                    OnStep = _ =>
                    {
                        steps++;
                        stop.Cancel();
                    },
                },
                stop.Token
            )
        );
        Assert.Equal(1, steps);
    }
}
