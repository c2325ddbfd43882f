using Hippogriff.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>
/// A story model that is loaded: its words, what can be asked of it, and its belief about spoiled plots. Not safe for
/// use by several threads at once.
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

    public string Name { get; }

    /// <summary>What can be asked for.</summary>
    public StoryTerms Terms { get; }

    /// <summary>What it can say.</summary>
    public WordList Words { get; }

    /// <summary>How plots are found unless something else is said.</summary>
    public StoryDefaults Defaults { get; }

    public StoryNetwork Network { get; }

    /// <summary>Size of the network.</summary>
    public StoryConfig Config => Network.Config;

    /// <summary>
    /// What the model believes about the words that stood there: log-probabilities, float32, of the list's words and
    /// last of "as it stands" [W + 1], at every place but those whose word is known to be right.
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
        Tensor? places = asked.Length == sentences.Count * sentences.Length ? null : tensor(asked);
        Tensor answers = nn.functional.log_softmax(
            Network.Read(sentences.ToInput(CPU), _table, places, _answering),
            -1
        );
        return new StoryBelief(TensorNumbers.Of<float>(answers), sentences.Length, Config.Words + 1, asked);
    }

    public void Dispose()
    {
        _table.Dispose();
        _answering.Dispose();
        Network.Dispose();
    }
}

/// <summary>Log-probabilities of the clean words, place by place.</summary>
/// <param name="logs">One place after the other [A, answers].</param>
/// <param name="length">Words of a sentence.</param>
/// <param name="answers">The list's words and one more.</param>
/// <param name="asked">The places, counted through all sentences, in rising order [A]; null for all.</param>
public sealed class StoryBelief(float[] logs, int length, int answers, long[]? asked = null)
{
    /// <summary>At one place of one sentence [W + 1].</summary>
    /// <exception cref="InvalidOperationException">The word there is known, so nothing was asked about it.</exception>
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
