using System.Text.Json;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Samplers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>Samplers of k-diffusion, A1111 and ComfyUI, with their names there, against recorded runs.</summary>
public sealed class NamedSamplerTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> s_entries = RecordedSchedules.Entries(
        "k_samplers"
    );

    public static TheoryData<string> Runs() => RecordedSchedules.Names("k_samplers");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Runs))]
    public void A_run_is_the_recorded_one(string name)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        JsonElement entry = s_entries[name];
        GoldenTensors tensors = RecordedSchedules.Tensors("ksamplers"),
            common = RecordedSchedules.Tensors("common");
        AnalyticNetwork network = new(common["mu"], common["s"]);
        Tensor first = common["init_noise"],
            bank = common["noise"],
            states = tensors[name + "/sample"],
            guesses = tensors[name + "/denoised"];
        double[] asked = tensors.Numbers(name + "/model_sigma"),
            levels = LevelsOf(tensors, name, entry);
        bool flow = name.StartsWith("sampler_flow", StringComparison.Ordinal);
        // dpmpp_2m of ComfyUI steps in ln sigma in flows, too: as if x were x0 + sigma * noise
        bool isExploding = !flow || entry.GetProperty("sampler").GetString() == "dpmpp_2m";
        NoiseFamily family = isExploding ? new VariancePreserving() : new Flow();
        double noiseScale = Argument(entry, "s_noise") ?? 1;
        int draw = 0,
            call = 0;
        SamplerContext context = new(
            family,
            () => bank[draw++].reshape(first.shape) * Held(noiseScale),
            Eta: Argument(entry, "eta")
        );
        Tensor start = states[0].reshape(first.shape);
        Tensor done = SamplerOf(entry)(Denoise, start, levels, context);
        Assert.Equal(asked.Length, call);
        Near.Require(states[-1].reshape(first.shape), done, entry.Tolerance(), name);

        Tensor Denoise(Tensor x, double sigma)
        {
            Near.RequireEach([asked[call]], [sigma], 1e-5, $"{name}, level of call {call}");
            Tensor guess = network.Denoised(x, sigma, flow);
            Near.Require(guesses[call].reshape(first.shape), guess, entry.Tolerance(), $"{name}, guess {call}");
            call++;
            return guess;
        }
    }

    private static double[] LevelsOf(GoldenTensors tensors, string name, JsonElement entry)
    {
        string schedule = name[(name.LastIndexOf('/') + 1)..];
        if (tensors.Has("schedule/" + schedule))
            return tensors.Numbers("schedule/" + schedule);
        VariancePreserving family = new(); // DPM fast places its own levels between the ends
        int steps = entry.GetProperty("steps").GetInt32();
        return
        [
            family.SigmaMax,
            .. Enumerable.Range(1, steps - 1).Select(i => family.SigmaMax * (1 - i / (double)steps)),
            family.SigmaMin,
        ];
    }

    private static Sampler SamplerOf(JsonElement entry)
    {
        string name = entry.GetProperty("sampler").GetString()!;
        if (Argument(entry, "churn") is { } churn)
        {
            Churn added = new(churn, Argument(entry, "tmin") ?? 0, Argument(entry, "tmax") ?? double.PositiveInfinity);
            return (denoise, x, sigmas, context) => Churned.Euler(denoise, x, sigmas, context, added);
        }
        if (name == "lms" && Argument(entry, "order") is { } order)
            return (denoise, x, sigmas, context) => KDiffusionLms.Sample(denoise, x, sigmas, context, (int)order, []);
        if (name == "dpmpp_sde" && Argument(entry, "r") is { } share)
            return (denoise, x, sigmas, context) => KDiffusionSde.TwoStages(denoise, x, sigmas, context, share);
        if (name == "dpm_fast")
            return DpmFast.Sample;
        bool heun =
            entry.GetProperty("arguments").TryGetProperty("solver", out JsonElement solver)
            && solver.GetString() == "heun";
        return SamplerRegistry.Default.Get(
            name switch
            {
                "lms" or "dpmpp_sde" or "dpmpp_3m_sde" => "k_" + name,
                _ => heun ? name + "_heun" : name,
            }
        );
    }

    private static double? Argument(JsonElement entry, string name) =>
        entry.GetProperty("arguments").TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble()
            : null;
}
