using Hippogriff.Pipelines;

namespace Hippogriff.Tests.Studio;

/// <summary>Settings as a drawn picture carries them.</summary>
internal static class SettingsOf
{
    public static GenerationSettings Picture(string prompt, long seed = 1) =>
        new(prompt, "", seed, 20, "euler", "linear", 4, 8, 4, null, "toy", "0123456789");
}
