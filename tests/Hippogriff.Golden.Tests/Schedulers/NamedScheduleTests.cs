using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>Schedules of k-diffusion, A1111 and ComfyUI against recorded ones.</summary>
public sealed class NamedScheduleTests
{
    /// <summary>Recorded names that are schedules of ours.</summary>
    private static readonly Dictionary<string, (string Own, NoiseFamily Family)> s_ours = new()
    {
        ["karras"] = ("karras", new VariancePreserving()),
        ["exponential"] = ("exponential", new VariancePreserving()),
        ["polyexponential_rho1"] = ("exponential", new VariancePreserving()),
        ["normal"] = ("uniform", new VariancePreserving()),
        ["sgm_uniform"] = ("sgm_uniform", new VariancePreserving()),
        ["simple"] = ("simple", new VariancePreserving()),
        ["kl_optimal_comfy"] = ("kl_optimal", new VariancePreserving()),
        ["flow_shift1.simple"] = ("simple", new Flow()),
        ["flow_shift3.simple"] = ("simple", new Flow(3)),
    };

    public static TheoryData<string> Schedules() =>
        RecordedSchedules.Names("k_schedules", name => s_ours.ContainsKey(Kind(name)));

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Schedules))]
    public void A_schedule_visits_the_recorded_levels(string name)
    {
        (string own, NoiseFamily family) = s_ours[Kind(name)];
        double[] recorded = RecordedSchedules.Tensors("ksamplers").Numbers(name);
        Near.RequireEach(recorded, ScheduleRegistry.Default.Get(own)(family, Steps(name)), 1e-5, name);
    }

    /// <summary>"schedule/karras.n10": karras.</summary>
    private static string Kind(string name) =>
        name["schedule/".Length..name.LastIndexOf(".n", StringComparison.Ordinal)];

    private static int Steps(string name) => int.Parse(name[(name.LastIndexOf(".n", StringComparison.Ordinal) + 2)..]);
}
