namespace Hippogriff.Sampling;

/// <summary>The samplers by name.</summary>
public static class Samplers
{
    /// <summary>Names as the command line and the HTTP interfaces take them, for example "euler" or "dpmpp_2m".</summary>
    public static IReadOnlyList<string> Names => throw new NotImplementedException();

    /// <summary>The sampler called <paramref name="name"/>.</summary>
    /// <exception cref="HippogriffException">No sampler has that name; the message lists them.</exception>
    public static Sampler Get(string name) => throw new NotImplementedException();
}
