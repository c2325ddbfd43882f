using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>Begins a run with the weights of a finished model instead of random ones.</summary>
internal static class WarmStart
{
    private const string Embedding = "text_encoder.token_embedding.weight";

    /// <summary>The model's words in their order, then the captions' words that it does not know.</summary>
    public static Vocabulary Words(NetworkModel model, Vocabulary captions)
    {
        HashSet<string> known = [.. model.Vocabulary.Words];
        return new Vocabulary([.. model.Vocabulary.Words, .. captions.Words.Where(word => !known.Contains(word))]);
    }

    /// <summary>Copies the model's weights into <paramref name="network"/>; words that the model does not know keep their random vectors.</summary>
    /// <exception cref="HippogriffException">The network has another design or size than the model's.</exception>
    public static void Take(TextToImageNetwork network, NetworkModel model)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Parameter> old = model.Network.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            if (!old.Remove(name, out Parameter? source)) throw Different(model, name);
            Tensor target = name == Embedding && source.shape[0] <= parameter.shape[0] ? parameter.narrow(0, 0, source.shape[0]) : parameter;
            if (!target.shape.SequenceEqual(source.shape)) throw Different(model, name);
            target.copy_(source);
        }
        if (old.Count > 0) throw Different(model, old.Keys.First());
    }

    private static HippogriffException Different(NetworkModel model, string weight) =>
        new($"The run cannot begin from the model {model.Name}: the recipe's network differs from it at '{weight}'; use the recipe that the model was trained with.");
}
