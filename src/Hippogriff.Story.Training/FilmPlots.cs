using System.Text.Json;
using System.Text.Json.Serialization;
using Hippogriff.Data.Scenes;
using Hippogriff.Files;

namespace Hippogriff.Story.Training;

/// <summary>A training plot.</summary>
/// <param name="Words">Its words as written; at most <see cref="FilmPlots.MostWords"/>.</param>
/// <param name="Style">Its source, one of <see cref="FilmPlots.Styles"/>.</param>
/// <param name="Genres">Its genres in lower case, without those unknown to the grammar.</param>
/// <param name="Country">The only country that it names; null for none or several.</param>
/// <param name="IsHeldOut">Whether it is held out from training.</param>
public sealed record LearnedPlot(
    IReadOnlyList<string> Words,
    string Style,
    IReadOnlyList<string> Genres,
    string? Country,
    bool IsHeldOut
);

/// <summary>
/// Plots of films from a file: one JSON object per line with <c>text</c>, and optionally <c>genres</c> and
/// <c>title</c>.
/// </summary>
public static class FilmPlots
{
    /// <summary>Style of plots composed by the grammar.</summary>
    public const string Composed = "composed";

    /// <summary>Style of plots from a file.</summary>
    public const string Film = "film";

    /// <summary>Maximum number of words; longer plots are truncated.</summary>
    public const int MostWords = 40;

    private const int LeastWords = 4,
        HeldOutShare = 16,
        MostMegabytes = 256;
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    /// <summary>Both styles.</summary>
    public static IReadOnlyList<string> Styles { get; } = [Composed, Film];

    private sealed record Row([property: JsonRequired] string Text, string[]? Genres = null, string? Title = null);

    /// <summary>
    /// Reads a file. A sixteenth of the films is held out, with all their plots, by a hash of the title (or of the text
    /// without a title).
    /// </summary>
    /// <exception cref="HippogriffException">The file does not exist, a line is not a plot, or there are too few
    /// plots.</exception>
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
            : throw new HippogriffException(
                $"'{path}' holds no plots of at least {LeastWords} words.",
                FaultKind.DamagedFile
            );
    }

    private static LearnedPlot? Parse(string line, string path, int number)
    {
        Row row = JsonText.Read<Row>(
            line,
            s_json,
            fault =>
                $"Line {number} of '{path}' is not a plot: {fault}; a plot is an object with \"text\", and may "
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
