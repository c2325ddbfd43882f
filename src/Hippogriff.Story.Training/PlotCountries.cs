namespace Hippogriff.Story.Training;

/// <summary>A country as the setting of plots.</summary>
/// <param name="Name">Its name, "France".</param>
/// <param name="People">The adjective, "French".</param>
/// <param name="Cities">Cities, at least one.</param>
public sealed record PlotCountry(string Name, string People, IReadOnlyList<string> Cities)
{
    /// <summary>The countries of the built-in grammar.</summary>
    public static IReadOnlyList<PlotCountry> All { get; } = [.. StoryResource.Lines("countries.txt").Select(Parse)];

    /// <summary>All names that indicate the country, in lower case, longest first.</summary>
    public IReadOnlyList<string> Signs { get; } =
    [
        .. Cities
            .Append(Name)
            .Append(People)
            .Select(name => name.ToLowerInvariant())
            .OrderByDescending(name => name.Length),
    ];

    /// <summary>The countries named in a text, by name, adjective or city.</summary>
    public static IReadOnlyList<PlotCountry> NamedIn(IEnumerable<string> words)
    {
        string text = $" {string.Join(' ', words).ToLowerInvariant()} ";
        return
        [
            .. All.Where(country => country.Signs.Any(sign => text.Contains($" {sign} ", StringComparison.Ordinal))),
        ];
    }

    private static PlotCountry Parse(string line)
    {
        string[] parts = line.Split(';', StringSplitOptions.TrimEntries);
        return new PlotCountry(parts[0], parts[1], parts[2].Split(',', StringSplitOptions.TrimEntries));
    }
}
