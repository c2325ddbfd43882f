using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story;

/// <summary>A story model that is loaded: its words, what can be asked of it, and its belief about spoiled plots. Not safe for use by several threads at once.</summary>
public sealed class StoryModel : IStoryReader, IDisposable
{
    private readonly StoryNetwork _network;
    private readonly Tensor _table;

    internal StoryModel(string name, StoryIndex index, WordList words, StoryNetwork network)
    {
        (Name, Terms, Words, _network, Defaults) = (name, index.Terms, words, network, index.Defaults ?? new StoryDefaults());
        using IDisposable inference = inference_mode();
        _table = network.Table().DetachFromDisposeScope();
    }

    public string Name { get; }

    /// <summary>What can be asked for.</summary>
    public StoryTerms Terms { get; }

    /// <summary>What it can say.</summary>
    public WordList Words { get; }

    /// <summary>How plots are found unless something else is said.</summary>
    public StoryDefaults Defaults { get; }

    internal StoryNetwork Network => _network;

    /// <summary>Size of the network.</summary>
    public StoryConfig Config => _network.Config;

    /// <summary>
    /// What the model believes about the words that stood there: log-probabilities, float32, sentence by sentence, place by place, each the list's words and last "as it stands" [N L, W + 1].
    /// </summary>
    public StoryBelief Read(StorySentences sentences)
    {
        using IDisposable inference = inference_mode();
        using DisposeScope scope = NewDisposeScope();
        Tensor answers = nn.functional.log_softmax(_network.Read(sentences.ToInput(CPU), _table), -1);
        return new StoryBelief(answers.contiguous().data<float>().ToArray(), sentences.Length, Config.Words + 1);
    }

    public void Dispose()
    {
        _table.Dispose();
        _network.Dispose();
    }
}

/// <summary>Log-probabilities of the clean words, place by place.</summary>
public sealed class StoryBelief(float[] logs, int length, int answers)
{
    /// <summary>At one place of one sentence [W + 1].</summary>
    public ReadOnlySpan<float> At(int sentence, int place) => logs.AsSpan((sentence * length + place) * answers, answers);
}
