using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Story.Training;

namespace Hippogriff.Essay.Measuring;

/// <summary>
/// Plots of the grammar that no story model was trained on, their noise, and the grammar as a referee. It says exactly
/// whether words are a plot, and of which genre, and knows nothing of the model.
/// </summary>
internal static class HeldOutPlots
{
    private const long Noise = 1_000_000; // other random numbers than those of the plots

    /// <summary>The referee.</summary>
    public static PlotRecogniser Grammar { get; } = new(PlotGrammar.BuiltIn);

    /// <summary>Plots that were held out, at most as long as the model reads.</summary>
    public static IReadOnlyList<ComposedPlot> Of(ClaimSession session, int count) =>
        [
            .. Enumerable
                .Range(0, int.MaxValue)
                .Select(i => PlotGrammar.BuiltIn.Compose(session.Seed, i, heldOut: true))
                .Where(plot => plot.Words.Count <= session.Story.Config.Length)
                .DistinctBy(plot => plot.Key)
                .Take(count),
        ];

    /// <summary>A plot found in noise of as many words as another plot has.</summary>
    /// <param name="session">The model.</param>
    /// <param name="number">Its number, which chooses the noise.</param>
    /// <param name="length">Number of words.</param>
    /// <param name="wish">What is wished for.</param>
    public static (IReadOnlyList<string> Noise, IReadOnlyList<string> Plot) Find(
        ClaimSession session,
        int number,
        int length,
        StoryWish wish
    )
    {
        WordRandom random = new(session.Seed, Noise + number);
        IReadOnlyList<string> noise = new PlotSpoiler(session.Story.Words).Noise(length, ref random);
        PlotRequest order = new()
        {
            Start = noise,
            Wish = wish,
            Seed = session.Seed + number,
        };
        return (noise, new PlotFinder(session.Story).Find(order, cancellationToken: session.Stop));
    }
}
