using System.Text.Json;
using System.Text.Json.Nodes;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Denoising.Schedulers;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>The tables of trained noise levels, and noise added by them, against recorded ones.</summary>
public sealed class NoiseTableTests
{
    private static readonly IReadOnlyDictionary<string, JsonElement> s_entries = RecordedSchedules.Entries("noising");

    public static TheoryData<string> Tables() => Begins("table/");

    /// <summary>diffusers' velocity of EulerDiscrete reads its table at the wrong end; that is not copied.</summary>
    public static TheoryData<string> Velocities() =>
        RecordedSchedules.Names(
            "noising",
            name => name.StartsWith("velocity/", StringComparison.Ordinal) && !IsLibraryError(name)
        );

    public static TheoryData<string> ByTimestep() =>
        RecordedSchedules.Names(
            "noising",
            name => IsNoise(name) && !Has(name, "positions") && !name.Contains("unknown")
        );

    public static TheoryData<string> ByPosition() =>
        RecordedSchedules.Names("noising", name => IsNoise(name) && Has(name, "positions"));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Tables))]
    public void The_trained_levels_are_the_recorded_ones(string name)
    {
        JsonObject json = JsonObject.Create(s_entries[name].GetProperty("config"))!;
        json["_class_name"] = "DDPMScheduler";
        json["rescale_betas_zero_snr"] = s_entries[name].GetProperty("rescale_betas_zero_snr").GetBoolean();
        double[] recorded = RecordedSchedules.Tensors("noising").Numbers(name + "/alphas_cumprod");
        json["num_train_timesteps"] = recorded.Length;
        double[] found = SchedulerConfig.Read(json.ToJsonString()).AlphaBars;
        Near.RequireNumbers(recorded, found, s_entries[name].Tolerance(), name);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Velocities))]
    public void A_velocity_is_the_recorded_one(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        GoldenTensors tensors = RecordedSchedules.Tensors("noising");
        (UnitVariance family, Tensor levels) = Stable(name);
        Tensor found = Prediction.V.Target(family, tensors["image"], tensors["noise"], levels);
        Near.Require(tensors[name], found, s_entries[name].Tolerance(), name);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ByTimestep))]
    public void Noise_of_a_trained_step_is_added_as_recorded(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        GoldenTensors tensors = RecordedSchedules.Tensors("noising");
        (UnitVariance family, Tensor levels) = Stable(name);
        Tensor found = family.Mix(tensors["image"], tensors["noise"], levels);
        Near.Require(tensors[name], found, s_entries[name].Tolerance(), name);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(ByPosition))]
    public void Noise_of_a_step_of_a_run_is_added_as_recorded(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        GoldenTensors tensors = RecordedSchedules.Tensors("noising");
        JsonElement entry = s_entries[name];
        JsonObject json = JsonObject.Create(entry.GetProperty("config"))!;
        string kind = entry.TryGetProperty("cls", out JsonElement named)
            ? named.GetString()!
            : name["add_noise/".Length..];
        json["_class_name"] = kind + "Scheduler";
        JsonElement asked = entry.TryGetProperty("set_timesteps", out JsonElement set) ? set : entry;
        SchedulerRun run = Scheduler.Plan(
            SchedulerConfig.Read(json.ToJsonString()),
            new SchedulerRequest
            {
                Steps =
                    asked.TryGetProperty("num_inference_steps", out JsonElement steps) ? steps.GetInt32()
                    : asked.TryGetProperty("steps", out steps) ? steps.GetInt32()
                    : asked.GetProperty("sigmas").GetArrayLength(),
                Sigmas = asked.TryGetProperty("sigmas", out JsonElement sigmas)
                    ? [.. sigmas.EnumerateArray().Select(sigma => sigma.GetDouble())]
                    : null,
                Mu = asked.TryGetProperty("mu", out JsonElement mu) ? mu.GetDouble() : null,
            }
        );
        int[] positions = [.. entry.GetProperty("positions").EnumerateArray().Select(at => at.GetInt32())];
        bool twoStages = positions[^1] >= run.Times.Count;
        for (int i = 0; i < positions.Length; i++)
        {
            int at = twoStages ? (positions[i] + 1) / 2 : positions[i];
            if (kind.StartsWith("KDPM2", StringComparison.Ordinal) || kind == "DPMSolverSDE")
                if (positions[i] % 2 == 1)
                    continue; // a middle, which is no level of the run
            Tensor found = run.Family.AddNoise(tensors["image"][i], tensors["noise"][i], run.Levels[at]);
            Near.Require(tensors[name][i], found, entry.Tolerance(), $"{name}, position {positions[i]}");
        }
    }

    private static (UnitVariance Family, Tensor Levels) Stable(string name)
    {
        UnitVariance family = new(BetaTable.AlphaBars());
        Tensor levels = tensor(
            s_entries[name]
                .GetProperty("timesteps")
                .EnumerateArray()
                .Select(time => (float)UnitVariance.LevelOf(family.AlphaBars[(int)time.GetDouble()]))
                .ToArray()
        );
        return (family, levels);
    }

    private static TheoryData<string> Begins(string with) =>
        RecordedSchedules.Names("noising", name => name.StartsWith(with, StringComparison.Ordinal));

    private static bool IsNoise(string name) =>
        name.StartsWith("add_noise/", StringComparison.Ordinal)
        || name.StartsWith("scale_noise/", StringComparison.Ordinal);

    /// <summary>Whether the recording says that it shows a fault of the library.</summary>
    private static bool IsLibraryError(string name) =>
        s_entries[name].TryGetProperty("note", out JsonElement note)
        && note.GetString()!.StartsWith("library error", StringComparison.Ordinal);

    private static bool Has(string name, string field) => s_entries[name].TryGetProperty(field, out _);
}
