using Hippogriff.Denoising;
using Hippogriff.Denoising.Schedulers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>
/// Recorded runs of diffusers' schedulers: their timesteps and levels, and every state on the way. The samplers are the
/// house's; what a case sets comes in by its scheduler_config.json.
/// </summary>
public sealed class SchedulerTests
{
    public static TheoryData<string> Cases() => [.. SchedulerCase.Keys];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Timesteps_and_levels_are_the_recorded_ones(string name)
    {
        SchedulerCase recorded = new(name);
        SchedulerRun run = Scheduler.Plan(recorded.Config, recorded.Request());
        double[] times = [.. run.Times],
            expected = recorded.Numbers("timesteps");
        if (recorded.Stages == 2)
            expected = [.. expected.Take(1), .. expected.Skip(2).Where((_, i) => i % 2 == 0)];
        expected = expected[..Math.Min(times.Length, expected.Length)];
        Assert.Equal(expected.Length, times.Length);
        // 1 - alpha_bar cancels in a float32 table: levels are known to three digits there, and times like them
        bool steep =
            recorded.Config.Flag("rescale_betas_zero_snr")
            || recorded.Config.Word("beta_schedule") is "squaredcos_cap_v2";
        double allowed =
            recorded.RoundsByTheLastBit ? 1
            : steep ? 0.5
            : 0.05;
        for (int i = 0; i < times.Length; i++)
            Assert.True(Math.Abs(expected[i] - times[i]) <= allowed, $"timestep {i}: {times[i]} for {expected[i]}");
        if (!recorded.Has("sigmas") || run.Sigmas is not { } sigmas)
            return;
        if (recorded.Config.Flag("invert_sigmas"))
            sigmas = [.. sigmas.Select(sigma => 1 - sigma)];
        Near.RequireEach(recorded.Numbers("sigmas"), Doubled(recorded, sigmas), steep ? 2e-3 : 1e-5, name, 1);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Every_state_of_a_run_is_the_recorded_one(string name)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        SchedulerCase recorded = new(name);
        GoldenTensors common = RecordedSchedules.Tensors("common");
        SchedulerRun run = Plan(recorded);
        Tensor image = common["image"],
            first = common["init_noise"],
            bank = common["noise"],
            states = recorded.Tensor("sample");
        Denoiser inner = run.ToDenoiser(recorded.Network(new AnalyticNetwork(common["mu"], common["s"])));
        bool whole = recorded.Start("denoising_end") is null;
        int call = 0,
            draw = 0;
        Tensor Told(Tensor x, double sigma)
        {
            if (call <= recorded.Calls)
                Near.Require(State(call), x, recorded.Tolerance, $"{name}, the batch of call {call}");
            call++;
            return inner(x, sigma);
        }
        Tensor start =
            recorded.Start("add_noise") is not null ? first
            : recorded.Kind == "txt2img" || (recorded.Kind == "inpaint" && run.Skipped == 0) ? run.Begin(first)
            : run.Begin(image, first);
        SamplerContext context = new(run.Family, () => bank[draw++].reshape(first.shape).clone())
        {
            AfterStep = recorded.Kind == "inpaint" ? Keep : null,
        };
        Tensor done = run.Sampler(Told, start, run.Levels, context);
        if (!whole)
            return; // the run goes on where the recording stops; its last state was the batch of the next call
        Assert.Equal(recorded.Calls, call);
        Near.Require(State(recorded.Calls), done, recorded.Tolerance, $"{name}, the result");

        Tensor State(int i) => states[i].reshape(first.shape);

        Tensor Keep(int step, Tensor x)
        {
            bool last = step == run.Levels.Length - 2;
            Tensor known = last ? image : run.Family.AddNoise(image, first, run.Levels[step + 1]);
            Tensor mask = common["mask"];
            return (known * (mask.Plus(-1) * Held(-1.0))).Plus(x * mask);
        }
    }

    /// <summary>A run with the recorded timesteps where the last bit decides how they are cut.</summary>
    private static SchedulerRun Plan(SchedulerCase recorded)
    {
        SchedulerRequest request = recorded.Request();
        LevelPlacement placement = LevelPlacement.Of(recorded.Config, request);
        if (recorded.RoundsByTheLastBit)
            placement = placement with { Times = recorded.Numbers("timesteps") };
        return Scheduler.Plan(recorded.Config, request, placement);
    }

    /// <summary>Schedulers of two stages list their inner levels twice.</summary>
    private static double[] Doubled(SchedulerCase recorded, IReadOnlyList<double> sigmas)
    {
        if (recorded.Stages == 1)
            return [.. sigmas];
        int last = recorded.Class.StartsWith("KDPM2", StringComparison.Ordinal) ? sigmas.Count : sigmas.Count - 1;
        return [sigmas[0], .. sigmas.Take(last).Skip(1).SelectMany(sigma => new[] { sigma, sigma }), sigmas[^1]];
    }
}
