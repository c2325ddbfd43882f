using Hippogriff.Texts;

namespace Hippogriff.Story.Game;

/// <summary>A word for display.</summary>
/// <param name="Text">The word as written.</param>
/// <param name="IsLocked">Whether it is kept.</param>
/// <param name="HasChanged">Whether the last step changed it.</param>
/// <param name="Right">The model's probability that it is correct; null if it was not judged.</param>
public sealed record StageWord(string Text, bool IsLocked, bool HasChanged, double? Right);

/// <summary>
/// An interactive plot. It can be judged, corrupted and sampled step by step, while words are locked and conditions
/// change. Independent of pages and threads; not thread-safe.
/// </summary>
/// <param name="model">Believes.</param>
public sealed class PlotStage(IStoryReader model)
{
    private const int NoiseStream = 5,
        LeastWords = 2;
    private PlotText _text = PlotText.OfWords([]);
    private PlotSampler? _sampler;

    /// <summary>The current words.</summary>
    public IReadOnlyList<StageWord> Words { get; private set; } = [];

    /// <summary>The plot as a sentence.</summary>
    public string Sentence => _text.With([.. Words.Select(w => w.Text)]);

    /// <summary>
    /// Position of the least likely word, if words were judged and none is considered wrong; otherwise null. It gives
    /// users a word to look at.
    /// </summary>
    public int? Doubted { get; private set; }

    /// <summary>Current step and number of steps; zeros if nothing is sampled.</summary>
    public (int Made, int Of) Steps { get; private set; }

    /// <summary>Whether steps remain.</summary>
    public bool IsSampling => _sampler is { IsDone: false };

    /// <summary>Sets a text and judges every word.</summary>
    public void Judge(string text, StoryWish wish)
    {
        Take(text);
        IReadOnlyList<WordVerdict> verdicts = new PlotJudge(model).Judge([.. Words.Select(w => w.Text)], wish);
        Words = [.. Words.Zip(verdicts, (word, verdict) => word with { Right = verdict.Right })];
        if (!verdicts.Any(v => v.IsWrong))
            Doubted = verdicts.MinBy(v => v.Right)!.Place;
    }

    /// <summary>Replacements for a word.</summary>
    public IReadOnlyList<Repair> Repairs(int place, StoryWish wish) =>
        new PlotJudge(model).Repairs([.. Words.Select(w => w.Text)], place, 6, wish);

    /// <summary>Sets a word and locks it, because a person chose it.</summary>
    public void Put(int place, string word)
    {
        Words =
        [
            .. Words.Select(
                (w, i) => i == place ? new StageWord(word, true, true, null) : w with { HasChanged = false }
            ),
        ];
        (_sampler, Doubted) = (null, null);
    }

    /// <summary>Judges the words as they stand, such as after one was put in; locks stay.</summary>
    public void JudgeAgain(StoryWish wish)
    {
        IReadOnlyList<WordVerdict> verdicts = new PlotJudge(model).Judge([.. Words.Select(w => w.Text)], wish);
        Words = [.. Words.Zip(verdicts, (word, verdict) => word with { Right = verdict.Right })];
    }

    /// <summary>Sets a text that is noise already, at least in part, and prepares to mend it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="share">How much of it is taken for noise, 0 to 1.</param>
    /// <param name="wish">What it is to become.</param>
    /// <param name="guidance">How strongly the wish counts.</param>
    /// <param name="seed">The seed.</param>
    public void Mend(string text, double share, StoryWish wish, double guidance, long seed)
    {
        Take(text);
        RequireRoom();
        Begin(wish, share, guidance, seed);
    }

    /// <summary>Sets a text, corrupts a share of its words and prepares to mend them.</summary>
    public void Spoil(string text, double share, StoryWish wish, double guidance, long seed)
    {
        Take(text);
        RequireRoom();
        WordRandom random = new(seed, NoiseStream);
        string[] plot = [.. Words.Select(w => w.Text)];
        SpoiledPlot spoiled = new PlotSpoiler(model.Words).Spoil(
            plot,
            Math.Max(1, (int)Math.Round(share * plot.Length)),
            ref random
        );
        Words = [.. spoiled.Words.Select((word, i) => new StageWord(word, false, spoiled.Wrong.Contains(i), null))];
        Begin(wish, share, guidance, seed);
    }

    /// <summary>Sets noise of this many words and prepares to sample a plot from it.</summary>
    public void Noise(int count, StoryWish wish, double guidance, long seed)
    {
        if (count < LeastWords || count > model.Config.Length)
            throw new HippogriffException(
                $"The story model finds plots of {LeastWords} to {Counted.Of(model.Config.Length, "word")}, "
                    + $"not {count}."
            );
        WordRandom random = new(seed, NoiseStream);
        Doubted = null;
        Words =
        [
            .. new PlotSpoiler(model.Words)
                .Noise(count, ref random)
                .Select(word => new StageWord(word, false, true, null)),
        ];
        _text = PlotText.OfWords([.. Words.Select(w => w.Text)]);
        Begin(wish, 1, guidance, seed);
    }

    /// <summary>Locks or unlocks a word.</summary>
    public void ToggleLock(int place)
    {
        Words = [.. Words.Select((w, i) => i == place ? w with { IsLocked = !w.IsLocked } : w)];
        _sampler?.Lock(place, Words[place].IsLocked);
    }

    /// <summary>Makes the next step with the current conditions.</summary>
    public void Step(StoryWish wish)
    {
        if (_sampler is not { IsDone: false } sampler)
            return;
        sampler.Wish = wish;
        PlotStep step = sampler.Step();
        Steps = (step.Number, step.Of);
        Words = [.. Words.Select((w, i) => new StageWord(step.Words[i].Text, w.IsLocked, step.Changed[i], null))];
    }

    private void RequireRoom()
    {
        if (Words.Count > model.Config.Length)
            throw new HippogriffException(
                $"A plot of at most {Counted.Of(model.Config.Length, "word")} can be spoiled and mended, and "
                    + $"this one has {Words.Count}."
            );
    }

    private void Begin(StoryWish wish, double time, double guidance, long seed)
    {
        _sampler = new PlotFinder(model).Begin(
            new PlotRequest
            {
                Start = [.. Words.Select(w => w.Text)],
                Wish = wish,
                Seed = seed,
                Settings = model.Defaults.Settings(time) with { Guidance = guidance },
            }
        );
        Steps = (0, (int)Math.Ceiling(model.Defaults.Steps * time));
    }

    private void Take(string text)
    {
        _text = PlotInput.Read(text);
        Words = [.. _text.Words.Select(word => new StageWord(word, false, false, null))];
        (_sampler, Steps, Doubted) = (null, (0, 0), null);
    }
}
