using Hippogriff.Cli.Views;
using Hippogriff.Denoising;
using Hippogriff.Story;
using Hippogriff.Story.Game;
using Hippogriff.Texts;

namespace Hippogriff.Cli.Commands.Story;

/// <summary>One run of <c>hippogriff story</c> with a loaded model.</summary>
internal sealed class StorySession(
    Terminal terminal,
    StoryModel model,
    StoryChoices choices,
    PlotSamplerSettings settings
)
{
    private const int NoiseStream = 4;
    private const int MostTries = 4; // for each plot that is wanted: a narrow wish may have fewer plots than that
    private readonly StoryView _view = new(terminal);
    private readonly List<long> _seeds = [];

    public void Run(CancellationToken stop)
    {
        _ = model.Terms.Rows(choices.Wish);
        if (choices.FindsInNoise)
            Find(stop);
        else if (choices.Noise is null)
            Judge();
        else
            Mend(stop);
        if (_seeds.Count > 0)
            terminal.Error.WriteLine($"{(_seeds.Count == 1 ? "seed" : "seeds")} {string.Join(", ", _seeds)}");
    }

    private void Judge()
    {
        PlotText text = PlotInput.Read(choices.Text!);
        PlotJudge judge = new(model, choices.AllWords);
        HashSet<int> trusted = [.. PlacesOf(text.Words)];
        IReadOnlyList<WordVerdict> verdicts = judge.Judge(text.Words, choices.Wish, choices.Wrong, trusted);
        // If the number of wrong words is given, the least likely ones are chosen, whatever their probability.
        HashSet<int> asked =
        [
            .. verdicts.Where(v => v.IsWrong).Concat(verdicts.OrderBy(v => v.Right).Take(1)).Select(v => v.Place),
        ];
        JudgedWord[] words =
        [
            .. verdicts.Select(v => new JudgedWord(
                v,
                asked.Contains(v.Place) ? judge.Repairs(text.Words, v.Place, choices.Repairs, choices.Wish) : [],
                asked.Contains(v.Place) ? judge.RepairsOfTwo(text.Words, v.Place, 2, choices.Wish) : []
            )),
        ];
        if (choices.Json)
            StoryJson.Judged(terminal.Out, model, text, words);
        else
            _view.Judged(text, words);
    }

    private void Mend(CancellationToken stop)
    {
        PlotText text = PlotInput.Read(choices.Text!);
        if (text.Words.Count > model.Config.Length)
            throw new HippogriffException(
                $"A plot of at most {Counted.Of(model.Config.Length, "word")} can be spoiled and mended, and "
                    + $"this one has {text.Words.Count}; without --noise longer ones are judged."
            );
        HashSet<int> locked = [.. PlacesOf(text.Words)];
        int wrong = Math.Max(1, (int)Math.Round(choices.Noise!.Value * (text.Words.Count - locked.Count)));
        if (locked.Count == text.Words.Count)
            throw new HippogriffException("All words are locked, so none can be spoiled.");
        FoundPlot[] found =
        [
            .. Enumerable
                .Range(0, choices.Count)
                .Select(i =>
                {
                    WordRandom random = new(Seeds.At(choices.Seed, i), NoiseStream);
                    SpoiledPlot spoiled = new PlotSpoiler(model.Words, choices.AllWords).Spoil(
                        text.Words,
                        wrong,
                        ref random,
                        locked
                    );
                    return Find(new PlotStart(text, spoiled.Words, [.. locked], choices.Noise.Value, i), stop);
                }),
        ];
        if (choices.Json)
            StoryJson.Found(terminal.Out, model, choices, settings, found);
    }

    private void Find(CancellationToken stop)
    {
        IReadOnlyList<string> given = choices.From is { } from ? PlotInput.Read(from, "--start").Words : [];
        int count = choices.Words ?? given.Count;
        if (count > model.Config.Length)
            throw new HippogriffException(
                $"The story model finds plots of 1 to {Counted.Of(model.Config.Length, "word")}, not {count}."
            );
        List<FoundPlot> found = [];
        HashSet<string> known = [];
        int tries = 0;
        for (; found.Count < choices.Count && tries < MostTries * choices.Count; tries++)
        {
            WordRandom random = new(Seeds.At(choices.Seed, tries), NoiseStream);
            string[] noise =
            [
                .. given,
                .. new PlotSpoiler(model.Words, choices.AllWords).Noise(count - given.Count, ref random),
            ];
            (IReadOnlyList<string> start, IReadOnlyList<int> locked) = new PlotFinder(model).Place(
                noise,
                choices.Locked,
                choices.Wish,
                Seeds.At(choices.Seed, tries)
            );
            FoundPlot plot = Find(new PlotStart(PlotText.OfWords(start), start, locked, 1, tries), stop, known);
            if (known.Add(KeyOf(plot.Words)))
                found.Add(plot);
        }
        if (choices.Json)
            StoryJson.Found(terminal.Out, model, choices, settings, found);
        if (found.Count < choices.Count)
            terminal.Error.WriteLine(
                $"Only {found.Count} different {(found.Count == 1 ? "plot was" : "plots were")} found in "
                    + $"{Counted.Of(tries, "try", "tries")}; more words, a wider wish or less guidance leave room "
                    + "for more."
            );
    }

    /// <summary>Where a plot begins.</summary>
    /// <param name="Sentence">The sentence whose form it keeps.</param>
    /// <param name="Words">Its words, some or all of them noise.</param>
    /// <param name="Locked">Places of words that stay.</param>
    /// <param name="Time">Share of noise; 1 is noise alone.</param>
    /// <param name="Number">Its number among the plots of the line, from 0.</param>
    private sealed record PlotStart(
        PlotText Sentence,
        IReadOnlyList<string> Words,
        IReadOnlyList<int> Locked,
        double Time,
        int Number
    );

    /// <param name="start">Where the plot begins.</param>
    /// <param name="stop">Ctrl-C.</param>
    /// <param name="known">Plots that were found before and are not shown again.</param>
    private FoundPlot Find(PlotStart start, CancellationToken stop, IReadOnlySet<string>? known = null)
    {
        (PlotText text, IReadOnlyList<string> begun, IReadOnlyList<int> locked, double time, int number) = start;
        PlotRequest order = new()
        {
            Start = begun,
            Wish = choices.Wish,
            Locked = locked,
            Seed = Seeds.At(choices.Seed, number),
            Settings = settings with { From = time },
        };
        List<PlotStep> steps = [];
        QuietSteps quiet = new(terminal);
        bool shows = !choices.Json && (choices.Watch || choices.Noise is not null);
        if (shows)
            _view.Start(text, begun, locked, isNoise: time == 1);
        IReadOnlyList<string> words = new PlotFinder(model).Find(
            order,
            step =>
            {
                steps.Add(step);
                if (choices.Watch && !choices.Json && !quiet.Folds(step))
                    _view.Step(text, step, locked);
            },
            stop
        );
        quiet.End();
        if (known?.Contains(KeyOf(words)) == true)
        {
            if (shows)
                terminal.Error.WriteLine("This plot was found before; the next seed is tried.");
        }
        else if (!choices.Json)
        {
            _view.Found(text, begun, words, locked, marks: shows);
            _seeds.Add(order.Seed);
        }
        return new FoundPlot(order.Seed, text, text.With(begun), words, locked, steps);
    }

    private static string KeyOf(IReadOnlyList<string> words) => string.Join(' ', words.Select(WordList.Key));

    private IEnumerable<int> PlacesOf(IReadOnlyList<string> words)
    {
        HashSet<string> keys = [.. choices.Locked.Select(WordList.Key)];
        foreach (string key in keys)
            if (!words.Any(w => WordList.Key(w) == key))
                throw new HippogriffException($"--lock keeps words of the plot, and '{key}' is not among them.");
        return Enumerable.Range(0, words.Count).Where(i => keys.Contains(WordList.Key(words[i])));
    }
}
