namespace Hippogriff.Story;

/// <summary>
/// The conditions that a model supports. Each name has a row of the network's condition table; row 0 means
/// "unspecified".
/// </summary>
/// <param name="Styles">Sources of plots: composed by the grammar, or films.</param>
/// <param name="Genres">Known genres.</param>
/// <param name="Countries">Known countries.</param>
public sealed record StoryTerms(
    IReadOnlyList<string> Styles,
    IReadOnlyList<string> Genres,
    IReadOnlyList<string> Countries
)
{
    /// <summary>Number of all names.</summary>
    public int Count => Styles.Count + Genres.Count + Countries.Count;

    /// <summary>All names in the order of their rows.</summary>
    public IEnumerable<string> Names => [.. Styles, .. Genres, .. Countries];

    /// <summary>The rows [style, genre, country] for conditions.</summary>
    /// <exception cref="HippogriffException">A name is not known; the message lists the known ones.</exception>
    public long[] Rows(StoryWish wish) =>
        [
            Row("style", wish.Style, Styles, 1),
            Row("genre", wish.Genre, Genres, 1 + Styles.Count),
            Row("country", wish.Country, Countries, 1 + Styles.Count + Genres.Count),
        ];

    private static long Row(string what, string? name, IReadOnlyList<string> known, int first)
    {
        if (name is null)
            return 0;
        for (int i = 0; i < known.Count; i++)
            if (known[i].Equals(name.Trim(), StringComparison.OrdinalIgnoreCase))
                return first + i;
        throw new HippogriffException(
            $"The story model knows no {what} {Quoted(name)}; it knows {string.Join(", ", known)}."
        );
    }

    private static string Quoted(string name) => $"'{(name.Length > 40 ? name[..40] : name).ReplaceLineEndings(" ")}'";
}

/// <summary>Conditions of a plot; null means unspecified.</summary>
public sealed record StoryWish(string? Style = null, string? Genre = null, string? Country = null)
{
    /// <summary>No conditions.</summary>
    public static StoryWish Anything { get; } = new();
}
