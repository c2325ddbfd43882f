using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// N sentences of one length in plain memory, as they are written word by word: what becomes a
/// <see cref="StoryInput"/>. A word is set by its number, by its spelling, or as the blank.
/// </summary>
public sealed class StorySentences
{
    /// <summary>
    /// Numbers that a time is told in: sines and cosines of 1,000 t at falling frequencies (1706.03762). They are
    /// computed here, not by tensors: no network needs their gradient.
    /// </summary>
    public const int Waves = 128;

    private const float Never = -1e4f;
    private readonly List<long> _spelled = [];
    private readonly long[] _ids;
    private readonly float[] _stays;
    private readonly float[] _known;
    private readonly float[] _times;
    private readonly double[] _told;
    private readonly long[] _conditions;
    private readonly StoryConfig _config;

    /// <param name="config">The network's.</param>
    /// <param name="count">Sentences N.</param>
    /// <param name="length">Words L of each, at most as many as the network sees.</param>
    public StorySentences(StoryConfig config, int count, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, config.Length);
        (_config, Count, Length) = (config, count, length);
        (_ids, _stays, _known, _times, _conditions) = (
            new long[count * length],
            new float[count * length],
            new float[count * length],
            new float[count * Waves],
            new long[count * 3]
        );
        _told = new double[count];
        Array.Fill(_stays, Never);
    }

    /// <summary>Number of sentences.</summary>
    public int Count { get; }

    /// <summary>Words of each.</summary>
    public int Length { get; }

    /// <summary>
    /// Says what is known of a whole sentence: the expected share of spoiled words, and the rows of
    /// <see cref="StoryTerms.Rows"/>.
    /// </summary>
    public void Describe(int sentence, double time, ReadOnlySpan<long> conditions)
    {
        _told[sentence] = time;
        for (int i = 0; i < Waves / 2; i++)
        {
            (double sine, double cosine) = Math.SinCos(1_000 * time * Math.Exp(-Math.Log(10_000) * i / (Waves / 2)));
            (_times[sentence * Waves + i], _times[sentence * Waves + Waves / 2 + i]) = ((float)cosine, (float)sine);
        }
        conditions.CopyTo(_conditions.AsSpan(sentence * 3));
    }

    /// <summary>A word of the list.</summary>
    public void Set(int sentence, int place, int number) =>
        (_ids[sentence * Length + place], _stays[sentence * Length + place]) = (number, Never);

    /// <summary>A word that is shown by its spelling only.</summary>
    public void Spell(int sentence, int place, string key)
    {
        _ids[sentence * Length + place] = _config.Words + 1 + AddSpelling(key);
        _stays[sentence * Length + place] = 0;
    }

    /// <summary>The blank.</summary>
    public void Clear(int sentence, int place) => Set(sentence, place, _config.Words);

    /// <summary>Marks a word as known to be right.</summary>
    public void Know(int sentence, int place) => _known[sentence * Length + place] = 1;

    /// <summary>The row that was set: a word's number, the blank, or more for a word that is spelled only.</summary>
    public long RowAt(int sentence, int place) => _ids[sentence * Length + place];

    /// <summary>Whether a word is known to be right.</summary>
    public bool IsKnown(int sentence, int place) => _known[sentence * Length + place] > 0;

    /// <summary>The time that was told of a sentence.</summary>
    public double TimeOf(int sentence) => _told[sentence];

    /// <summary>What was wished for.</summary>
    public ReadOnlySpan<long> ConditionsOf(int sentence) => _conditions.AsSpan(sentence * 3, 3);

    /// <summary>The sentences as tensors on a device; owned by the caller's scope.</summary>
    public StoryInput ToInput(Device device) =>
        new(
            tensor(_ids, Count, Length).to(device),
            Filled()?.to(device),
            tensor(_stays, Count, Length).to(device),
            tensor(_known, Count, Length).to(device),
            tensor(_times, Count, Waves).to(device),
            tensor(_conditions, Count, 3).to(device)
        );

    /// <summary>
    /// The spellings, and empty ones up to a round number: the processor's matrix code is made for a shape, and is kept
    /// where the shape comes again. Null where there are none.
    /// </summary>
    private Tensor? Filled()
    {
        if (_spelled.Count == 0)
            return null;
        const int Round = 32 * Spelling.Pieces;
        long[] filled = new long[(_spelled.Count + Round - 1) / Round * Round];
        _spelled.CopyTo(filled);
        return tensor(filled, filled.Length / Spelling.Pieces, Spelling.Pieces);
    }

    private int AddSpelling(string key)
    {
        _spelled.AddRange(Spelling.Of(key, _config.Kinds));
        return _spelled.Count / Spelling.Pieces - 1;
    }
}
