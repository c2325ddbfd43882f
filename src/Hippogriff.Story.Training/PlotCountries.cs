namespace Hippogriff.Story.Training;

/// <summary>A country that plots take place in.</summary>
/// <param name="Name">Its name, "France".</param>
/// <param name="People">The adjective, "French".</param>
/// <param name="Cities">Cities, at least one.</param>
public sealed record PlotCountry(string Name, string People, IReadOnlyList<string> Cities)
{
    /// <summary>The countries of the built-in grammar.</summary>
    public static IReadOnlyList<PlotCountry> All { get; } = [.. StoryResource.Lines("countries.txt").Select(Parse)];

    /// <summary>Everything that says that a plot takes place there, lower-cased, the longest first.</summary>
    public IReadOnlyList<string> Signs { get; } =
    [
        .. Cities
            .Append(Name)
            .Append(People)
            .Select(name => name.ToLowerInvariant())
            .OrderByDescending(name => name.Length),
    ];

    /// <summary>The countries that the words of a text name, by their own names, adjectives or cities.</summary>
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
