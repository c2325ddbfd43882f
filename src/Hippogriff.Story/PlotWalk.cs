namespace Hippogriff.Story;

/// <summary>How a plot is walked to.</summary>
/// <param name="Steps">Steps of the whole way from pure noise; a walk that begins later takes its share of them.</param>
/// <param name="Guidance">Guidance scale (2207.12598, on log-probabilities as in 2412.10193): 0 as if nothing were wished, 1 as trained, more follows the wish more closely.</param>
/// <param name="From">Time at which the walk begins: 1 is pure noise, 0.5 has half of the words wrong.</param>
/// <param name="Nucleus">Words are drawn from the likeliest ones that together have this share of the belief (1904.09751); 1 draws from all.</param>
public sealed record WalkSettings(int Steps = 24, double Guidance = 2, double From = 1, double Nucleus = 0.95);

/// <summary>What a step made.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Of">Number of the last.</param>
/// <param name="Time">Share of words that may still be wrong.</param>
/// <param name="Words">The plot as it stands.</param>
/// <param name="Changed">Which words this step changed.</param>
public sealed record PlotStep(int Number, int Of, double Time, IReadOnlyList<StoryWord> Words, IReadOnlyList<bool> Changed);

/// <summary>
/// The way from spoiled words to a plot, a step at a time: the model says what it believes stood at each place, a word is drawn from that belief, and the exact step of
/// <see cref="WordNoise"/> decides whether it comes now, or the old word stays, or another takes its place. Between two steps words may be locked and the wish be changed.
/// </summary>
public sealed class PlotWalk
{
    private readonly IStoryReader _model;
    private readonly WalkSettings _settings;
    private readonly StoryWord[] _words;
    private readonly bool[] _locked;
    private readonly int _steps;
    private WordRandom _random;

    /// <param name="model">Believes.</param>
    /// <param name="start">The spoiled words; for pure noise any words.</param>
    /// <param name="wish">What the plot shall be like.</param>
    /// <param name="settings">How to walk.</param>
    /// <param name="random">Draws.</param>
    public PlotWalk(IStoryReader model, IReadOnlyList<StoryWord> start, StoryWish wish, WalkSettings settings, WordRandom random)
    {
        if (start.Count < 1 || start.Count > model.Config.Length) throw new HippogriffException($"The story model finds plots of 1 to {model.Config.Length} words, not {start.Count}.");
        (_model, _settings, _words, _locked, _random) = (model, settings, [.. start], new bool[start.Count], random);
        Wish = wish;
        _ = model.Terms.Rows(wish);
        _steps = Math.Max(1, (int)Math.Ceiling(settings.Steps * settings.From));
    }

    /// <summary>What the plot shall be like; may change between steps.</summary>
    public StoryWish Wish { get; set; }

    /// <summary>The words as they stand.</summary>
    public IReadOnlyList<StoryWord> Words => _words;

    /// <summary>Steps made.</summary>
    public int Made { get; private set; }

    /// <summary>Whether the plot is found.</summary>
    public bool IsDone => Made == _steps;

    /// <summary>Keeps a word as it is, or lets it go.</summary>
    public void Lock(int place, bool locked = true) => _locked[place] = locked;

    /// <summary>Whether a word is kept.</summary>
    public bool IsLocked(int place) => _locked[place];

    /// <summary>Makes the next step.</summary>
    public PlotStep Step()
    {
        if (IsDone) throw new InvalidOperationException("The plot is found.");
        double now = _settings.From * (1 - Made / (double)_steps), next = _settings.From * (1 - (Made + 1) / (double)_steps);
        long[] rows = _model.Terms.Rows(Wish);
        bool guided = rows.Any(row => row != 0) && _settings.Guidance != 1;
        StorySentences sentences = new(_model.Config, guided ? 2 : 1, _words.Length);
        for (int sentence = 0; sentence < sentences.Count; sentence++)
        {
            sentences.Describe(sentence, now, sentence == 0 ? rows : [0, 0, 0]);
            for (int i = 0; i < _words.Length; i++)
            {
                _words[i].PutInto(sentences, sentence, i);
                if (_locked[i]) sentences.Know(sentence, i);
            }
        }
        StoryBelief belief = _model.Read(sentences);
        int words = _model.Words.Count;
        bool[] changed = new bool[_words.Length];
        for (int i = 0; i < _words.Length; i++)
        {
            if (_locked[i]) continue;
            double[] chances = BeliefMath.Guided(belief.At(0, i), guided ? belief.At(1, i) : default, _settings.Guidance);
            int old = _words[i].Answer(words), clean = BeliefMath.Draw(chances, _settings.Nucleus, ref _random);
            int drawn = WordNoise.Draw(next, now, clean, old, words, ref _random);
            changed[i] = drawn != old;
            if (changed[i]) _words[i] = StoryWord.Listed(drawn, _model.Words);
        }
        Made++;
        return new PlotStep(Made, _steps, next, [.. _words], changed);
    }
}
