using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;

namespace Hippogriff.Story.Training;

/// <summary>A plot to learn from.</summary>
/// <param name="Words">Its words as they are written; at most <see cref="FilmPlots.MostWords"/>.</param>
/// <param name="Style">Where it comes from, one of <see cref="FilmPlots.Styles"/>.</param>
/// <param name="Genres">Genres that it has, lower-cased; those that the grammar does not know are left out.</param>
/// <param name="Country">The one country that it names; null where it names none or several.</param>
/// <param name="IsHeldOut">Whether training never sees it.</param>
public sealed record LearnedPlot(
    IReadOnlyList<string> Words,
    string Style,
    IReadOnlyList<string> Genres,
    string? Country,
    bool IsHeldOut
);

/// <summary>
/// Plots of films from a file: one JSON object a line with <c>text</c>, and where known <c>genres</c> and <c>title</c>.
/// </summary>
public static class FilmPlots
{
    /// <summary>Style of plots that the grammar composed.</summary>
    public const string Composed = "composed";

    /// <summary>Style of plots from a file.</summary>
    public const string Film = "film";

    /// <summary>Longer plots are cut.</summary>
    public const int MostWords = 40;

    private const int LeastWords = 4,
        HeldOutShare = 16,
        MostMegabytes = 256;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Both styles.</summary>
    public static IReadOnlyList<string> Styles { get; } = [Composed, Film];

    private sealed record Row([property: JsonRequired] string Text, string[]? Genres = null, string? Title = null);

    /// <summary>
    /// Reads a file. All plots of one film are held out, or none: a sixteenth of the films by a hash of their titles
    /// (of the text where there is no title).
    /// </summary>
    /// <exception cref="HippogriffException">There is no such file, a line is no plot, or there are too
    /// few.</exception>
    public static IReadOnlyList<LearnedPlot> Read(string path)
    {
        if (!File.Exists(path))
            throw new HippogriffException(
                $"There is no file '{path}'; --data takes a .jsonl file with one plot a line.",
                FaultKind.NotFound
            );
        List<LearnedPlot> plots = [];
        int number = 0;
        foreach (string line in RegularFile.ReadLines(path, (long)MostMegabytes << 20))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            if (Parse(line, path, number) is { } plot)
                plots.Add(plot);
        }
        return plots.Count > 0
            ? plots
            : throw new HippogriffException($"'{path}' holds no plots of at least {LeastWords} words.");
    }

    private static LearnedPlot? Parse(string line, string path, int number)
    {
        Row row = JsonText.Read<Row>(
            line,
            s_json,
            fault =>
                $"Line {number} of '{path}' is no plot: {fault}; a plot is an object with \"text\", and may "
                + "have \"genres\" and \"title\"."
        );
        string[] words = [.. PlotText.Of(row.Text ?? "").Words.Take(MostWords)];
        if (words.Length < LeastWords)
            return null;
        string[] genres = [.. (row.Genres ?? []).Select(g => g.ToLowerInvariant()).Where(PlotGrammar.Genres.Contains)];
        IReadOnlyList<PlotCountry> named = PlotCountry.NamedIn(words);
        return new LearnedPlot(
            words,
            Film,
            genres,
            named.Count == 1 ? named[0].Name : null,
            HeldOut.Hash(row.Title ?? row.Text!) % HeldOutShare == 0
        );
    }
}
