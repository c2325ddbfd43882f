using Hippogriff.Denoising.Samplers;

namespace Hippogriff.Denoising;

/// <summary>
/// Samplers that are here because other programs have them, formula by formula. Those that begin with "k_" are
/// k-diffusion's, A1111's and ComfyUI's form of a sampler that is a little different here.
/// </summary>
internal static class OtherPrograms
{
    public static SamplerEntry[] Samplers() =>
        [
            new("pndm", Pndm.Sample)
            {
                DisplayName = "PNDM",
                Aliases = ["plms"],
                Order = 1,
            },
            new("tcd", Tcd.Sample)
            {
                DisplayName = "TCD",
                IsStochastic = true,
                DefaultEta = Tcd.DefaultEta,
            },
            new("deis", Deis.Sample) { DisplayName = "DEIS", Order = 2 },
            new("unipc_bh2", UniPcBh.Sample)
            {
                DisplayName = "UniPC bh2",
                Aliases = ["uni_pc_bh2"],
                Order = 2,
            },
            new("sa_solver", SaSolver.Sample)
            {
                DisplayName = "SA-Solver",
                Order = 1,
                IsStochastic = true,
            },
            new("dpmpp_2s", DpmSolver.Singlestep) { DisplayName = "DPM++ 2S", Order = 1 },
            new("dpmpp_2s_ancestral", KDiffusionSde.TwoStagesAncestral)
            {
                DisplayName = "DPM++ 2S a",
                Order = 2,
                PassesPerStep = 2,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("dpmpp_2m_sde_heun", KDiffusionSde.MultistepHeun)
            {
                DisplayName = "DPM++ 2M SDE Heun",
                Order = 2,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("k_lms", KDiffusionLms.Sample)
            {
                DisplayName = "LMS (k-diffusion)",
                Aliases = ["k_diffusion_lms"],
                Order = 1,
            },
            new("k_dpmpp_sde", KDiffusionSde.TwoStages)
            {
                DisplayName = "DPM++ SDE (k-diffusion)",
                Order = 2,
                PassesPerStep = 2,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("k_dpmpp_3m_sde", KDiffusionSde.MultistepOfThree)
            {
                DisplayName = "DPM++ 3M SDE (k-diffusion)",
                Order = 2,
                IsStochastic = true,
                DefaultEta = 1,
            },
            new("euler_ancestral_flow", EulerAncestralFlow.Sample)
            {
                DisplayName = "Euler a (flow)",
                Aliases = ["euler_ancestral_rf"],
                IsStochastic = true,
                DefaultEta = 1,
            },
        ];
}
