using Hippogriff.Models;

namespace Hippogriff.Pipelines;

/// <summary>Validates the default settings of a model.</summary>
internal static class DefaultsCheck
{
    /// <exception cref="HippogriffException">The message names the setting and what is allowed.</exception>
    public static void Check(GenerationDefaults d, string origin, int multiple)
    {
        ConfigCheck check = new(origin, "defaults.");
        check.Between("steps", d.Steps, 1, RequestCheck.MostSteps);
        check.Between("guidance", d.Guidance, 0, RequestCheck.StrongestGuidance);
        foreach ((string name, int side) in new[] { ("width", d.Width), ("height", d.Height) })
        {
            check.Between(name, side, 1, RequestCheck.LargestSide);
            check.Divides(name, side, multiple, "what its network draws in");
        }
        if (d.GuidanceInterval is { } interval && !interval.IsPossible())
            throw new HippogriffException(
                $"{origin} guides from {interval.Low} to {interval.High}, which is not within 0 and 1, the lower end "
                    + "first.",
                FaultKind.DamagedFile
            );
    }
}
