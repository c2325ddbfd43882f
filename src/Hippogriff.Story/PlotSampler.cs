using Hippogriff.Texts;

namespace Hippogriff.Story;

/// <summary>How a plot is walked to; what a model was made for is <see cref="StoryDefaults.Settings"/>.</summary>
/// <param name="Steps">Steps of the whole way from pure noise; a walk that begins later takes its share of
/// them.</param>
/// <param name="Guidance">Guidance scale (2207.12598, on log-probabilities as in 2412.10193): 0 as if nothing were
/// wished, 1 as trained, more follows the wish more closely.</param>
/// <param name="From">Time at which the walk begins: 1 is pure noise, 0.5 has half of the words wrong.</param>
/// <param name="Nucleus">Words are drawn from the likeliest ones that together have this share of the belief
/// (1904.09751); 1 draws from all; null takes the model's for the style that is wished for.</param>
/// <param name="Temperature">Chances are raised to 1 / temperature before a word is drawn: below 1 likely words come
/// more often than the model believes, 1 is as it believes.</param>
/// <param name="AllWords">Whether words unfit for children may come, too: see <see cref="DrawnWords"/>.</param>
public sealed record PlotSamplerSettings(
    int Steps,
    double Guidance,
    double From = 1,
    double? Nucleus = null,
    double Temperature = 1,
    bool AllWords = false
);

/// <summary>What a step made.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Of">Number of the last.</param>
/// <param name="Time">Share of words that may still be wrong.</param>
/// <param name="Words">The plot as it stands.</param>
/// <param name="Changed">Which words this step changed.</param>
public sealed record PlotStep(
    int Number,
    int Of,
    double Time,
    IReadOnlyList<StoryWord> Words,
    IReadOnlyList<bool> Changed
);

/// <summary>
/// The way from spoiled words to a plot, a step at a time; between two steps words may be locked and the wish be
/// changed. Two thirds of the steps find the plot:
/// <list type="bullet">
/// <item>In pure noise nothing can be right but what came in this walk, so the walk remembers it: in every step a few
/// words settle, the surest places first, and the model is told that they are right. All others are drawn anew. It is
/// the exact way back of a noise that leaves a mark on each word it takes (2107.03006, section 3.1; 2406.07524), with
/// words in the place of blanks.</item>
/// <item>In a spoiled plot nobody knows which words are right: a word is drawn from the belief for each place, and the
/// exact step of <see cref="WordNoise"/> decides whether it comes now, or the old word stays, or another takes its
/// place.</item>
/// </list>
/// The rest mends: the whole plot is judged, and in each step the least believed word is drawn anew, if it is doubted
/// at all. So what was drawn too early is found again (2503.00307).
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

    /// <param name="model">Believes.</param>
    /// <param name="start">The spoiled words; for pure noise any words.</param>
    /// <param name="wish">What the plot shall be like.</param>
    /// <param name="settings">How to walk.</param>
    /// <param name="random">Draws.</param>
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
    /// What the plot shall be like; may change between steps. What came under another wish may come anew, so in pure
    /// noise all words but the locked ones are open again.
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

    /// <summary>The words as they stand.</summary>
    public IReadOnlyList<StoryWord> Words => _words;

    /// <summary>Steps made.</summary>
    public int Made { get; private set; }

    /// <summary>Whether the plot is found.</summary>
    public bool IsDone => Made == _steps;

    /// <summary>Keeps a word as it is, or lets it go.</summary>
    public void Lock(int place, bool locked = true) => (_locked[place], _doubt) = (locked, null);

    /// <summary>Whether a word is kept.</summary>
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

    /// <summary>Places that are neither locked nor settled.</summary>
    private IEnumerable<int> Open => Enumerable.Range(0, _words.Length).Where(i => !_locked[i] && !_settled[i]);

    /// <summary>The step at which mending begins when a plot is looked for from now on.</summary>
    private int FindsUntil() => _steps - (_steps - Made) / MendingOf;

    /// <summary>Time of a spoiled plot when so many steps are made.</summary>
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
        // Which places settle depends on what is believed there, not on the words that were drawn: so each plot still
        // comes as often as it is believed in.
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

    /// <summary>The least believed word of those that may change.</summary>
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

    /// <summary>Writes the word of an answer, unless it stands there.</summary>
    private void Put(int place, int answer)
    {
        if (answer == Answer(place))
            return;
        _words[place] = StoryWord.Listed(answer, _model.Words);
        _doubt = null;
    }

    /// <summary>
    /// What the model believes when it is told that so many words are wrong, and that locked ones are right, and where
    /// it is <paramref name="known"/> settled ones too.
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

    /// <summary>The chances of the words that may be drawn at a place, and of the one that stands there.</summary>
    private double[] Chances(Belief belief, int place, double temperature) =>
        BeliefMath.Guided(
            belief.Read.At(0, place),
            belief.IsGuided ? belief.Read.At(1, place) : default,
            _settings.Guidance,
            temperature,
            _drawn,
            Answer(place)
        );

    /// <summary>With the wish, and where there is guidance without it.</summary>
    private readonly record struct Belief(StoryBelief Read, bool IsGuided);

    /// <summary>
    /// What mending found when it judged the plot. It stays true, and the model is not asked again, until a word, a
    /// lock or the wish changes.
    /// </summary>
    private sealed record Doubt(Belief Belief, int Place, double Right);
}
