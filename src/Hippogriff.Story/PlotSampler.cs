using Hippogriff.Texts;

namespace Hippogriff.Story;

/// <summary>Settings of the plot sampler; a model's defaults are in <see cref="StoryDefaults.Settings"/>.</summary>
/// <param name="Steps">Number of steps from pure noise; a run that starts later takes its share of them.</param>
/// <param name="Guidance">Guidance scale (2207.12598, on log-probabilities as in 2412.10193): 0 ignores the conditions,
/// 1 is as trained, larger values follow them more closely.</param>
/// <param name="From">Initial time: 1 is pure noise; at 0.5 half of the words are wrong.</param>
/// <param name="Nucleus">Nucleus: words are drawn from the likeliest ones with this total probability (1904.09751). 1
/// draws from all; null takes the model's default for the style.</param>
/// <param name="Temperature">Probabilities are raised to 1 / temperature before a word is drawn. Below 1, likely words
/// become more frequent; 1 leaves them unchanged.</param>
/// <param name="AllWords">Whether words unfit for children may be drawn: see <see cref="DrawnWords"/>.</param>
public sealed record PlotSamplerSettings(
    int Steps,
    double Guidance,
    double From = 1,
    double? Nucleus = null,
    double Temperature = 1,
    bool AllWords = false
);

/// <summary>The result of a step.</summary>
/// <param name="Number">1-based number of the step.</param>
/// <param name="Of">Number of steps.</param>
/// <param name="Time">Expected share of words that are still wrong.</param>
/// <param name="Words">The current plot.</param>
/// <param name="Changed">Whether this step changed each word.</param>
public sealed record PlotStep(
    int Number,
    int Of,
    double Time,
    IReadOnlyList<StoryWord> Words,
    IReadOnlyList<bool> Changed
);

/// <summary>
/// Samples a plot from corrupted words step by step. Between steps, words may be locked and conditions changed. Two
/// thirds of the steps find the plot:
/// <list type="bullet">
/// <item>From pure noise, only words drawn in this run can be correct. In every step a few words settle, the most
/// certain positions first, and are marked as correct for the model. All others are drawn again. This is the exact
/// reverse of absorbing (mask) noise (2107.03006, section 3.1; 2406.07524), with words in place of masks.</item>
/// <item>In a corrupted plot it is unknown which words are correct. For each position a word is drawn from the
/// prediction. The exact posterior of <see cref="WordNoise"/> then decides between it, the current word and another
/// one.</item>
/// </list>
/// The remaining steps mend: the whole plot is judged, and the least likely word is drawn again if it is probably
/// wrong. This corrects words that were drawn too early (2503.00307).
/// </summary>
public sealed class PlotSampler
{
    private const int MendingOf = 3; // a third of the steps
    private const double Doubted = 0.9,
        MendingTemperature = 0.5;
    private readonly IStoryReader _model;
    private readonly PlotSamplerSettings _settings;
    private readonly StoryWord[] _words;
    private readonly bool[] _locked;
    private readonly bool[] _settled;
    private readonly DrawnWords _drawn;
    private readonly int _steps;
    private StoryWish _wish;
    private int _mendsFrom;
    private Doubt? _doubt;
    private WordRandom _random;

    /// <param name="model">The story model.</param>
    /// <param name="start">The corrupted words; for pure noise, any words.</param>
    /// <param name="wish">The conditions.</param>
    /// <param name="settings">Sampler settings.</param>
    /// <param name="random">Random generator.</param>
    public PlotSampler(
        IStoryReader model,
        IReadOnlyList<StoryWord> start,
        StoryWish wish,
        PlotSamplerSettings settings,
        WordRandom random
    )
    {
        if (start.Count < 1 || start.Count > model.Config.Length)
            throw new HippogriffException(
                $"The story model finds plots of 1 to {Counted.Of(model.Config.Length, "word")}, not {start.Count}."
            );
        (_model, _settings, _words, _locked, _settled, _random, _wish) = (
            model,
            settings,
            [.. start],
            new bool[start.Count],
            new bool[start.Count],
            random,
            wish
        );
        _ = model.Terms.Rows(wish);
        _drawn = new DrawnWords(model.Words, settings.AllWords);
        _steps = Math.Max(1, (int)Math.Ceiling(settings.Steps * settings.From));
        _mendsFrom = FindsUntil();
    }

    /// <summary>
    /// The conditions; may change between steps. After a change, words drawn under other conditions may be drawn again:
    /// from pure noise, all words except locked ones become open.
    /// </summary>
    public StoryWish Wish
    {
        get => _wish;
        set
        {
            if (value == _wish)
                return;
            _ = _model.Terms.Rows(value);
            (_wish, _doubt) = (value, null);
            if (_settings.From < 1 || IsDone)
                return;
            Array.Clear(_settled);
            _mendsFrom = FindsUntil();
        }
    }

    /// <summary>The current words.</summary>
    public IReadOnlyList<StoryWord> Words => _words;

    /// <summary>Number of completed steps.</summary>
    public int Made { get; private set; }

    /// <summary>Whether all steps are done.</summary>
    public bool IsDone => Made == _steps;

    /// <summary>Locks or unlocks a word.</summary>
    public void Lock(int place, bool locked = true) => (_locked[place], _doubt) = (locked, null);

    /// <summary>Whether a word is locked.</summary>
    public bool IsLocked(int place) => _locked[place];

    /// <summary>Makes the next step.</summary>
    public PlotStep Step()
    {
        if (IsDone)
            throw new InvalidOperationException("The plot is found.");
        StoryWord[] before = [.. _words];
        if (Made >= _mendsFrom)
            Mend();
        else if (_settings.From < 1)
            Return();
        else
            FixWords();
        Made++;
        double time =
            Made >= _mendsFrom ? 0
            : _settings.From < 1 ? At(Made)
            : Open.Count() / (double)_words.Length;
        return new PlotStep(Made, _steps, time, [.. _words], [.. _words.Select((word, i) => word != before[i])]);
    }

    /// <summary>Positions that are neither locked nor settled.</summary>
    private IEnumerable<int> Open => Enumerable.Range(0, _words.Length).Where(i => !_locked[i] && !_settled[i]);

    /// <summary>The step at which mending begins if finding starts now.</summary>
    private int FindsUntil() => _steps - (_steps - Made) / MendingOf;

    /// <summary>Time of a corrupted plot after this many steps.</summary>
    private double At(int made) => _settings.From * Math.Max(0, 1 - made / (double)_mendsFrom);

    private void FixWords()
    {
        List<int> open = [.. Open];
        if (open.Count == 0)
            return;
        Belief belief = Read(1, known: true);
        double[] sure = new double[_words.Length];
        foreach (int place in open)
        {
            double[] chances = Chances(belief, place, _settings.Temperature);
            sure[place] = BeliefMath.Alike(chances);
            Put(place, BeliefMath.Draw(chances, Nucleus, ref _random));
        }
        // Which positions settle depends on the predictions there, not on the words drawn. The distribution of plots
        // therefore stays that of the model.
        foreach (
            int place in open.OrderByDescending(place => sure[place])
                .Take((int)Math.Ceiling(open.Count / (double)(_mendsFrom - Made)))
        )
            _settled[place] = true;
    }

    private void Return()
    {
        double now = At(Made),
            next = At(Made + 1);
        Belief belief = Read(now, known: false);
        for (int i = 0; i < _words.Length; i++)
        {
            if (_locked[i])
                continue;
            int clean = BeliefMath.Draw(Chances(belief, i, _settings.Temperature), Nucleus, ref _random);
            Put(i, WordNoise.Draw(next, now, clean, Answer(i), _drawn, ref _random));
        }
    }

    private void Mend()
    {
        if (_locked.All(locked => locked))
            return;
        _doubt ??= Judged();
        if (_doubt.Right < Doubted)
            Put(
                _doubt.Place,
                BeliefMath.Draw(Chances(_doubt.Belief, _doubt.Place, MendingTemperature), Nucleus, ref _random)
            );
    }

    /// <summary>The least likely word of those that may change.</summary>
    private Doubt Judged()
    {
        Belief belief = Read(1.0 / _words.Length, known: false);
        return Enumerable
            .Range(0, _words.Length)
            .Where(i => !_locked[i])
            .Select(i => new Doubt(belief, i, Chances(belief, i, 1)[Answer(i)]))
            .MinBy(doubt => doubt.Right)!;
    }

    private double Nucleus => _settings.Nucleus ?? _model.Defaults.NucleusFor(Wish.Style);

    private int Answer(int place) => _words[place].Answer(_model.Words.Count);

    /// <summary>Sets the word of an answer, unless it is there already.</summary>
    private void Put(int place, int answer)
    {
        if (answer == Answer(place))
            return;
        _words[place] = StoryWord.Listed(answer, _model.Words);
        _doubt = null;
    }

    /// <summary>
    /// The model's prediction for a given share of wrong words. Locked words count as correct, and with
    /// <paramref name="known"/> settled ones too.
    /// </summary>
    private Belief Read(double time, bool known)
    {
        long[] rows = _model.Terms.Rows(Wish);
        bool guided = rows.Any(row => row != 0) && _settings.Guidance != 1;
        StorySentences sentences = new(_model.Config, guided ? 2 : 1, _words.Length);
        for (int sentence = 0; sentence < sentences.Count; sentence++)
        {
            sentences.Describe(sentence, time, sentence == 0 ? rows : [0, 0, 0]);
            for (int i = 0; i < _words.Length; i++)
            {
                _words[i].PutInto(sentences, sentence, i);
                if (_locked[i] || (known && _settled[i]))
                    sentences.Know(sentence, i);
            }
        }
        return new Belief(_model.Read(sentences), guided);
    }

    /// <summary>Probabilities of the words that may be drawn at a position, and of the current one.</summary>
    private double[] Chances(Belief belief, int place, double temperature) =>
        BeliefMath.Guided(
            belief.Read.At(0, place),
            belief.IsGuided ? belief.Read.At(1, place) : default,
            _settings.Guidance,
            temperature,
            _drawn,
            Answer(place)
        );

    /// <summary>The prediction with conditions and, for guidance, without them.</summary>
    private readonly record struct Belief(StoryBelief Read, bool IsGuided);

    /// <summary>The cached verdict of mending. It is valid until a word, a lock or the conditions change.</summary>
    private sealed record Doubt(Belief Belief, int Place, double Right);
}
