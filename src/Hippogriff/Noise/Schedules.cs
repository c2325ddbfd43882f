namespace Hippogriff.Noise;

/// <summary>A schedule: the noise levels of <paramref name="steps"/> steps, <c>steps + 1</c> falling sigmas, the last one 0.</summary>
public delegate double[] NoiseSchedule(NoiseFamily family, int steps);

/// <summary>The schedules by name.</summary>
public static class Schedules
{
    /// <summary>Names as the command line and the HTTP interfaces take them, for example "karras" or "uniform".</summary>
    public static IReadOnlyList<string> Names => throw new NotImplementedException();

    /// <summary>The schedule called <paramref name="name"/>.</summary>
    /// <exception cref="HippogriffException">No schedule has that name; the message lists them.</exception>
    public static NoiseSchedule Get(string name) => throw new NotImplementedException();
}
