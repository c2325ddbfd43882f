namespace Hippogriff.EndToEnd.Tests.Clients;

/// <summary>A call that is answered otherwise than its client had it recorded, on purpose.</summary>
/// <param name="Call">Client, method, path and, where a path does several things, the name of the call.</param>
/// <param name="Said">What the answer has to say.</param>
/// <param name="Why">Why it is so.</param>
internal sealed record ByDesign(string Call, string Said, string Why)
{
    /// <summary>The file ByDesign.txt, a call a line.</summary>
    public static IReadOnlyList<ByDesign> All { get; } =
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Clients", "ByDesign.txt"))
            .Select(line => line.Split(" | "))
            .Select(parts => new ByDesign(parts[0], parts[1], parts[2])),
    ];
}
