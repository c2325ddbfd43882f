namespace Hippogriff.Story.Game;

/// <summary>A plot with wrong words.</summary>
/// <param name="Words">All words.</param>
/// <param name="Wrong">Positions of the wrong ones, in order.</param>
public sealed record SpoiledPlot(IReadOnlyList<string> Words, IReadOnlyList<int> Wrong);

/// <summary>Replaces words of plots by wrong ones.</summary>
/// <param name="words">Source of wrong words.</param>
/// <param name="all">Whether to use words unfit for children.</param>
public sealed class PlotSpoiler(WordList words, bool all = false)
{
    private readonly DrawnWords _drawn = new(words, all);

    /// <summary>
    /// Makes exactly <paramref name="count"/> words wrong, or all if there are fewer; locked words stay.
    /// </summary>
    public SpoiledPlot Spoil(
        IReadOnlyList<string> plot,
        int count,
        ref WordRandom random,
        IReadOnlySet<int>? locked = null
    )
    {
        List<int> free = [.. Enumerable.Range(0, plot.Count).Where(i => locked?.Contains(i) != true)];
        string[] spoiled = [.. plot];
        List<int> wrong = [];
        for (int i = 0; i < count && free.Count > 0; i++)
        {
            int at = random.Below(free.Count);
            wrong.Add(free[at]);
            free.RemoveAt(at);
        }
        foreach (int place in wrong)
            spoiled[place] = Other(plot[place], ref random);
        wrong.Sort();
        return new SpoiledPlot(spoiled, wrong);
    }

    /// <summary>Random words as the initial noise.</summary>
    public IReadOnlyList<string> Noise(int count, ref WordRandom random)
    {
        string[] noise = new string[count];
        for (int i = 0; i < count; i++)
            noise[i] = words.Shown[_drawn.Draw(ref random)];
        return noise;
    }

    private string Other(string word, ref WordRandom random)
    {
        string other;
        do other = words.Shown[_drawn.Draw(ref random)];
        while (WordList.Key(other) == WordList.Key(word));
        return other;
    }
}
