using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>Settings as a drawn picture carries them.</summary>
internal static class SettingsOf
{
    public static GenerationSettings Picture(string prompt, long seed = 1) =>
        new()
        {
            Prompt = prompt,
            NegativePrompt = "",
            Seed = seed,
            Steps = 20,
            Sampler = "euler",
            Schedule = "linear",
            Guidance = 4,
            Width = 8,
            Height = 4,
            Model = "toy",
            ModelHash = "0123456789",
        };
}
