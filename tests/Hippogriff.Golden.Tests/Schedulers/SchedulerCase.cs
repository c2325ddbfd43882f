using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Denoising.Samplers;
using Hippogriff.Denoising.Schedulers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>A recorded run of a scheduler, by "class/name".</summary>
internal sealed class SchedulerCase
{
    private static readonly Lazy<IReadOnlyDictionary<string, JsonElement>> s_all = new(() =>
        GoldenFolder.Entries("cases", "schedulers", "index.json").ToDictionary(KeyOf)
    );

    private readonly JsonElement _entry;

    public SchedulerCase(string key)
    {
        _entry = s_all.Value[key];
        Name = _entry.GetProperty("name").GetString()!;
        Class = _entry.GetProperty("cls").GetString()!;
        JsonObject json = JsonObject.Create(_entry.GetProperty("config"))!;
        json["_class_name"] = Class;
        Config = SchedulerConfig.Read(json.ToJsonString());
    }

    public static IEnumerable<string> Keys => s_all.Value.Keys;

    public string Name { get; }

    public string Class { get; }

    public SchedulerConfig Config { get; }

    public GoldenTensors Tensors => GoldenTensors.Of("schedulers", Class + ".safetensors");

    public double Tolerance => _entry.GetProperty("tolerance").GetDouble();

    public int Calls => _entry.GetProperty("model_calls").GetInt32();

    /// <summary>Network passes a step, as the scheduler counts its timesteps.</summary>
    public int Stages => _entry.GetProperty("order").GetInt32();

    public bool RoundsByTheLastBit => _entry.TryGetProperty("integer_timesteps_depend_on_rounding", out _);

    public double[] Numbers(string tensor) => Tensors.Numbers($"{Name}/{tensor}");

    public Tensor Tensor(string tensor) => Tensors[$"{Name}/{tensor}"].to(ScalarType.Float32);

    public bool Has(string tensor) => Tensors.Has($"{Name}/{tensor}");

    public JsonElement? Start(string field) =>
        _entry.TryGetProperty("start", out JsonElement start) && start.TryGetProperty(field, out JsonElement value)
            ? value
            : null;

    public string Kind => Start("kind")?.GetString() ?? "txt2img";

    public SchedulerRequest Request()
    {
        double strength = Kind == "txt2img" ? 1 : Start("strength")?.GetDouble() ?? 1;
        return new SchedulerRequest
        {
            Steps = (int)(
                Set("num_inference_steps")?.GetDouble() ?? List("timesteps")?.Length ?? List("sigmas")!.Length
            ),
            Strength = Set("strength")?.GetDouble() ?? strength,
            Timesteps = List("timesteps"),
            Sigmas = List("sigmas"),
            Mu = Set("mu")?.GetDouble(),
            OriginalSteps = Set("original_inference_steps")?.GetInt32(),
            Eta = Step("eta")?.GetDouble(),
            ReuseLimited = Step("use_clipped_model_output")?.GetBoolean() ?? false,
            LmsOrder = Step("order")?.GetInt32() ?? 4,
            Skip = Start("denoising_start") is null ? null : _entry.GetProperty("begin_index").GetInt32() / Stages,
            Churn = Step("s_churn") is { } churn
                ? new Churn(
                    churn.GetDouble(),
                    Step("s_tmin")?.GetDouble() ?? 0,
                    Step("s_tmax")?.GetDouble() ?? double.PositiveInfinity,
                    Step("s_noise")?.GetDouble() ?? 1
                )
                : null,
        };
    }

    /// <summary>What the recordings have in the place of a network.</summary>
    public Func<Tensor, Tensor, Tensor> Network(AnalyticNetwork network)
    {
        string prediction = Config.Word("prediction_type");
        bool isFlow = Class.StartsWith("FlowMatch", StringComparison.Ordinal) || prediction == "flow_prediction";
        bool isEdm = Class.StartsWith("EDM", StringComparison.Ordinal),
            isCosine = Class.StartsWith("Cosine", StringComparison.Ordinal);
        if (isFlow)
            return (z, time) =>
            {
                bool inverted = Config.Flag("invert_sigmas");
                double sigma = At(time) / 1000;
                return network.Flow(z, inverted ? 1 - sigma : sigma, inverted);
            };
        if (isEdm || isCosine)
            return (z, time) =>
                network.Edm(
                    z,
                    isCosine ? Math.Tan(At(time) * Math.PI / 2) : Math.Exp(4 * At(time)),
                    Config.Number("sigma_data"),
                    prediction == "v_prediction"
                );
        if (Class == "IPNDMScheduler")
            return (z, time) =>
                network.Preserving(
                    z,
                    Math.Cos(At(time) * Math.PI / 2),
                    Math.Sin(At(time) * Math.PI / 2),
                    "v_prediction"
                );
        if (Config.Word("timestep_type") == "continuous" && prediction == "v_prediction")
            return (z, time) =>
            {
                double sigma = Math.Exp(4 * At(time)),
                    a = 1 / Math.Sqrt(1 + sigma * sigma);
                return network.Preserving(z, a, a * sigma, prediction);
            };
        double[] bars = Config.AlphaBars;
        if (bars[^1] == 0 && Config.Class.Placing is Placing.Exploding or Placing.Solver)
            bars[^1] = ExplodingTable.LastBar;
        string variance = Class == "DDPMScheduler" ? Config.Word("variance_type") : "";
        return (z, time) =>
        {
            double t = Math.Clamp(At(time), 0, bars.Length - 1);
            int low = Math.Min((int)t, bars.Length - 2);
            double bar = bars[low] + (t - low) * (bars[low + 1] - bars[low]);
            Tensor output = network.Preserving(z, Math.Sqrt(bar), Math.Sqrt(1 - bar), prediction);
            return variance switch
            {
                "learned_range" => cat([output, z.tanh()], 1),
                "learned" => cat([output, z.tanh().Plus(1.1) * Held(0.02)], 1),
                _ => output,
            };
        };
    }

    private static string KeyOf(JsonElement entry) =>
        entry.GetProperty("cls").GetString()!.Replace("Scheduler", "") + "/" + entry.GetProperty("name").GetString();

    private static double At(Tensor time) => time.data<float>()[0];

    private JsonElement? Set(string field) => Within("set_timesteps", field);

    private JsonElement? Step(string field) => Within("step", field);

    private JsonElement? Within(string part, string field) =>
        _entry.TryGetProperty(part, out JsonElement fields) && fields.TryGetProperty(field, out JsonElement value)
            ? value
            : null;

    private double[]? List(string field) => Set(field)?.EnumerateArray().Select(item => item.GetDouble()).ToArray();
}
