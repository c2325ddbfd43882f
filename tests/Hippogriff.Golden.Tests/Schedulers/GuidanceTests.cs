using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Guiding;
using Hippogriff.Denoising.Schedulers;
using Hippogriff.Models.Layers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>
/// Guidance against recorded results and runs; of the recordings, what this library has. It has no projected guidance
/// (APG), CFG-Zero*, CFG++, tangential or magnitude-aware guidance, and none by skipped layers (PAG, SLG).
/// </summary>
public sealed class GuidanceTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> s_entries = RecordedSchedules.Entries("guidance");

    public static TheoryData<string> Scales() =>
        RecordedSchedules.Names(
            "guidance",
            name =>
                name is "cfg" or "cfg.s1"
                || CountsFromCondition(name)
                || name.StartsWith("cfg.rescale", StringComparison.Ordinal)
        );

    public static TheoryData<string> Runs() =>
        RecordedSchedules.Names("guidance", name => s_entries[name].TryGetProperty("cls", out _));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Scales))]
    public void A_guided_guess_is_the_recorded_one(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        GoldenTensors tensors = RecordedSchedules.Tensors("guidance");
        Tensor positive = tensors["cond"],
            negative = tensors["uncond"];
        Denoiser guided = ClassifierFree.Apply(
            (x, _) => positive.clone(),
            (x, _) => cat([negative, positive], 0),
            s_entries[name].GetProperty("s").GetDouble() + (CountsFromCondition(name) ? 1 : 0),
            Share(name)
        );
        Near.Require(tensors[name], guided(positive, 1), s_entries[name].Tolerance(), name);
    }

    [Fact]
    public void Guidance_by_a_picture_and_by_words_is_the_recorded_one()
    {
        const string Name = "instruct_pix2pix";
        if (!s_entries.TryGetValue(Name, out JsonElement entry))
            return;
        using DisposeScope scope = NewDisposeScope();
        GoldenTensors tensors = RecordedSchedules.Tensors("guidance");
        Denoiser guided = EditGuidance.Apply(
            (_, _) => cat([tensors["uncond"], tensors["skip"], tensors["cond"]], 0),
            entry.GetProperty("s_text").GetDouble(),
            entry.GetProperty("s_image").GetDouble()
        );
        Near.Require(tensors[Name], guided(tensors["cond"], 1), entry.Tolerance(), Name);
    }

    [Theory]
    [InlineData("embedded/lcm_w")]
    [InlineData("embedded/flux_guidance")]
    [InlineData("embedded/timestep_320")]
    [InlineData("embedded/timestep_256")]
    public void Guidance_and_time_as_inputs_of_a_network_are_the_recorded_waves(string name)
    {
        if (!s_entries.TryGetValue(name, out JsonElement entry))
            return;
        using DisposeScope scope = NewDisposeScope();
        GoldenTensors tensors = RecordedSchedules.Tensors("guidance");
        Tensor scale = tensors["embedded/scale"],
            expected = tensors[name];
        int width = (int)expected.shape[1];
        Tensor found = name switch
        {
            "embedded/lcm_w" => TimeWaves.OfGuidance(scale, width),
            "embedded/flux_guidance" => TimeWaves.Of(scale * Held(1000), width),
            _ => TimeWaves.Of(tensors["embedded/timestep"], width),
        };
        Near.Require(expected, found, entry.Tolerance(), name);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Runs))]
    public void A_guided_run_is_the_recorded_one(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        GoldenTensors tensors = RecordedSchedules.Tensors("guidance"),
            common = RecordedSchedules.Tensors("common");
        JsonElement entry = s_entries[name];
        JsonObject json = JsonObject.Create(entry.GetProperty("config"))!;
        json["_class_name"] = entry.GetProperty("cls").GetString();
        SchedulerConfig config = SchedulerConfig.Read(json.ToJsonString());
        SchedulerRun run = Scheduler.Plan(
            config,
            new SchedulerRequest { Steps = entry.GetProperty("steps").GetInt32() }
        );
        double[] bars = config.AlphaBars;
        AnalyticNetwork positive = new(common["mu"], common["s"]),
            negative = new(tensors["run/uncond_mu"], tensors["run/uncond_s"]);
        double scale = entry.GetProperty("s").GetDouble();
        Tensor Guided(Tensor z, Tensor time)
        {
            double bar = bars[(int)time.data<float>()[0]];
            Tensor told = positive.Preserving(z, Math.Sqrt(bar), Math.Sqrt(1 - bar), config.Word("prediction_type")),
                not = negative.Preserving(z, Math.Sqrt(bar), Math.Sqrt(1 - bar), config.Word("prediction_type"));
            Tensor mixed = not + (told - not) * Held(scale);
            return Share(name) == 0 ? mixed : Rescale.Apply(mixed, told, Share(name));
        }
        Tensor first = common["init_noise"],
            states = tensors[name + "/sample"];
        Tensor done = run.Sampler(
            run.ToDenoiser(Guided),
            run.Begin(first),
            run.Levels,
            new SamplerContext(run.Family, () => throw new InvalidOperationException("no noise"))
        );
        Near.Require(states[-1].reshape(first.shape), done, entry.Tolerance(), name);
    }

    /// <summary>Scales that count from the guess with the prompt, so that theirs is one less.</summary>
    private static bool CountsFromCondition(string name) => name is "cfg.original" or "z_image.cfg4";

    private static double Share(string name) =>
        s_entries[name].TryGetProperty("phi", out JsonElement share) ? share.GetDouble() : 0;
}
