using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// A loaded story model: its vocabulary, its conditions and its predictions for corrupted plots. Not thread-safe.
/// </summary>
public sealed class StoryModel : IStoryReader, IDisposable
{
    private readonly Tensor _table;
    private readonly Tensor _answering;

    internal StoryModel(string name, StoryIndex index, WordList words, StoryNetwork network)
    {
        (Name, Terms, Words, Network, Defaults) = (
            name,
            index.Terms,
            words,
            network,
            index.Defaults ?? new StoryDefaults()
        );
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        _table = network.Table().DetachFromDisposeScope();
        _answering = StoryNetwork.Turned(_table).DetachFromDisposeScope();
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>The supported conditions.</summary>
    public StoryTerms Terms { get; }

    /// <summary>Its vocabulary.</summary>
    public WordList Words { get; }

    /// <summary>Default sampler settings.</summary>
    public StoryDefaults Defaults { get; }

    /// <summary>The network.</summary>
    public StoryNetwork Network { get; }

    /// <summary>Configuration of the network.</summary>
    public StoryConfig Config => Network.Config;

    /// <summary>
    /// Predicts the clean words at every position whose word is not known to be correct. Returns float32
    /// log-probabilities [W + 1] of the list's words and, last, of "unchanged".
    /// </summary>
    public StoryBelief Read(StorySentences sentences)
    {
        long[] asked =
        [
            .. Enumerable
                .Range(0, sentences.Count * sentences.Length)
                .Where(place => !sentences.IsKnown(place / sentences.Length, place % sentences.Length))
                .Select(place => (long)place),
        ];
        if (asked.Length == 0)
            return new StoryBelief([], sentences.Length, Config.Words + 1, asked);
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor? places = asked.Length == sentences.Count * sentences.Length ? null : tensor(asked).to(_table.device);
        Tensor answers = nn.functional.log_softmax(
            Network.Read(sentences.ToInput(_table.device), _table, places, _answering),
            -1
        );
        return new StoryBelief(TensorNumbers.Of<float>(answers), sentences.Length, Config.Words + 1, asked);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _table.Dispose();
        _answering.Dispose();
        Network.Dispose();
    }
}

/// <summary>Log-probabilities of the clean words by position.</summary>
/// <param name="logs">Log-probabilities by position [A, answers].</param>
/// <param name="length">Words per sentence.</param>
/// <param name="answers">Number of the list's words plus one.</param>
/// <param name="asked">The positions, counted through all sentences, in ascending order [A]; null for all.</param>
public sealed class StoryBelief(float[] logs, int length, int answers, long[]? asked = null)
{
    /// <summary>Log-probabilities at one position of one sentence [W + 1].</summary>
    /// <exception cref="InvalidOperationException">The word there is known, so there is no prediction.</exception>
    public ReadOnlySpan<float> At(int sentence, int place)
    {
        int row = sentence * length + place;
        if (asked is not null)
            row = Array.BinarySearch(asked, row);
        return row >= 0
            ? logs.AsSpan(row * answers, answers)
            : throw new InvalidOperationException($"Nothing was asked about word {place} of sentence {sentence}.");
    }
}
