using Hippogriff.Models.ClipText;
using Hippogriff.PromptGrammar;
using Hippogriff.Texts;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.PromptEncoding;

/// <summary>
/// A textual inversion (2208.01618): vectors that were learned for a word and stand in place of its tokens. One set of
/// vectors an encoder: SD models have one, SDXL has two.
/// </summary>
/// <param name="Name">Name of the file, without its ending, or of the entry of a LoRA file.</param>
/// <param name="Words">The words that stand for it in prompts: the name, and the one that the file says.</param>
/// <param name="Sets">The vectors [n, D] for each encoder, in float32 on the CPU; owned.</param>
public sealed record TextEmbedding(string Name, IReadOnlyList<string> Words, IReadOnlyList<Tensor> Sets) : IDisposable
{
    /// <summary>Number of vectors, and of tokens that they take of a prompt.</summary>
    public int Count => (int)Sets[0].shape[0];

    /// <summary>What finds it in prompts.</summary>
    public IEnumerable<EmbeddingTrigger> Triggers => Words.Select(word => new EmbeddingTrigger(word, Count, Name));

    /// <summary>The vectors for an encoder, by their width.</summary>
    /// <exception cref="HippogriffException">It has none; the message says for which models it was made.</exception>
    public Tensor For(ClipTextEncoder encoder)
    {
        int width = encoder.Config.Width;
        string widths = string.Join(" and ", Sets.Select(set => set.shape[1]));
        return Sets.FirstOrDefault(set => set.shape[1] == width)
            ?? throw new HippogriffException(
                $"The embedding {Quoted.Name(Name)} has vectors of {widths} "
                    + $"numbers{MadeFor()}, and this model's text encoder reads {width}.",
                FaultKind.Incompatible
            );
    }

    /// <summary>Why it cannot be used with an encoder of this width; null if it can.</summary>
    internal UnfitEmbedding? UnfitFor(int width) =>
        Sets.Any(set => set.shape[1] == width)
            ? null
            : new UnfitEmbedding(
                Name,
                $"which has vectors of {string.Join(" and ", Sets.Select(set => set.shape[1]))} numbers{MadeFor()}, "
                    + $"where this model's text encoder reads {width}"
            );

    /// <summary>Frees the vectors.</summary>
    public void Dispose()
    {
        foreach (Tensor set in Sets)
            set.Dispose();
    }

    private string MadeFor() =>
        string.Join('+', Sets.Select(set => set.shape[1]).Order()) switch
        {
            "768" => ", so it was made for SD 1",
            "1024" => ", so it was made for SD 2",
            "768+1280" => ", so it was made for SDXL",
            _ => "",
        };
}
