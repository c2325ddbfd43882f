using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// A builder for <see cref="StoryInput"/>: N sentences of one length in plain memory. A word is set by its number, by
/// its spelling, or as the mask.
/// </summary>
public sealed class StorySentences
{
    /// <summary>
    /// Length of the time encoding: sines and cosines of 1,000 t at falling frequencies (1706.03762). Computed without
    /// tensors, because no gradient is needed.
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

    /// <param name="config">The network's configuration.</param>
    /// <param name="count">Number of sentences N.</param>
    /// <param name="length">Words per sentence L, at most the network's context length.</param>
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

    /// <summary>Words per sentence.</summary>
    public int Length { get; }

    /// <summary>
    /// Sets the expected share of corrupted words of a sentence, and the rows of <see cref="StoryTerms.Rows"/>.
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

    /// <summary>Sets a word of the list.</summary>
    public void Set(int sentence, int place, int number) =>
        (_ids[sentence * Length + place], _stays[sentence * Length + place]) = (number, Never);

    /// <summary>Sets a word by its spelling only.</summary>
    public void Spell(int sentence, int place, string key)
    {
        _ids[sentence * Length + place] = _config.Words + 1 + AddSpelling(key);
        _stays[sentence * Length + place] = 0;
    }

    /// <summary>Sets the mask.</summary>
    public void Clear(int sentence, int place) => Set(sentence, place, _config.Words);

    /// <summary>Marks a word as known to be correct.</summary>
    public void Know(int sentence, int place) => _known[sentence * Length + place] = 1;

    /// <summary>
    /// The row that was set: a word's number, the mask, or a larger number for a word that is only spelled.
    /// </summary>
    public long RowAt(int sentence, int place) => _ids[sentence * Length + place];

    /// <summary>Whether a word is known to be correct.</summary>
    public bool IsKnown(int sentence, int place) => _known[sentence * Length + place] > 0;

    /// <summary>The time of a sentence.</summary>
    public double TimeOf(int sentence) => _told[sentence];

    /// <summary>The conditions of a sentence.</summary>
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
    /// The spellings, padded to a round number; null if there are none. The processor's matrix kernels are compiled per
    /// shape and reused for the same shape.
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
