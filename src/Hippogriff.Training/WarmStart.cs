using System.Globalization;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using Hippogriff.Pipelines;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Training;

/// <summary>Initialises a run with the weights of a finished model.</summary>
internal static class WarmStart
{
    private const string Embedding = "token_embedding.weight";

    /// <summary>The model's words in order, then new words of the captions.</summary>
    public static Vocabulary Words(NetworkModel model, Vocabulary captions)
    {
        HashSet<string> known = [.. model.Vocabulary.Words];
        return new Vocabulary([.. model.Vocabulary.Words, .. captions.Words.Where(word => !known.Contains(word))]);
    }

    /// <summary>
    /// Copies the model's weights into <paramref name="network"/>. New words keep their random vectors. Additional text
    /// layers start as the identity, so that the network predicts the same as the model.
    /// </summary>
    /// <exception cref="HippogriffException">The network has another architecture or size than the model's.</exception>
    public static void Take(TextToImageNetwork network, NetworkModel model)
    {
        Take(network.Denoiser, model.Network.Denoiser, model, "denoiser");
        Take(network.TextEncoder, model.Network.TextEncoder, model, "text_encoder");
        network.TextEncoder.ZeroLayersFrom(
            model.Network.TextEncoder.Config.Depth,
            model.Network.TextEncoder.Config.RelativePlaces
        );
    }

    private static void Take(nn.Module network, nn.Module source, NetworkModel model, string part)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Parameter> old = source.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach ((string name, Parameter parameter) in network.named_parameters())
        {
            if (!old.Remove(name, out Parameter? weight))
            {
                if (network is TextEncoder && IsNew(name, model.Network.TextEncoder.Config))
                    continue;
                throw Different(model, $"{part}.{name}");
            }
            Tensor target =
                name == Embedding && weight.shape[0] <= parameter.shape[0]
                    ? parameter.narrow(0, 0, weight.shape[0])
                    : parameter;
            if (!target.shape.SequenceEqual(weight.shape))
                throw Different(model, $"{part}.{name}");
            target.copy_(weight);
        }
        if (old.Count > 0)
            throw Different(model, $"{part}.{old.Keys.First()}");
    }

    /// <summary>
    /// Whether a run may add this weight to the model's text encoder: a layer on top, or relative positions.
    /// </summary>
    private static bool IsNew(string name, TextEncoderConfig model) =>
        name.EndsWith(".near", StringComparison.Ordinal) && !model.RelativePlaces
        || name.Split('.') is ["layers", var number, ..]
            && int.Parse(number, CultureInfo.InvariantCulture) >= model.Depth;

    private static HippogriffException Different(NetworkModel model, string weight) =>
        new(
            $"The run cannot begin from the model {model.Name}: the recipe's network differs from it at "
                + $"'{weight}'; use the recipe that the model was trained with."
        );
}
