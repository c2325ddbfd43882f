using Hippogriff.Adapters;
using Hippogriff.Models;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

/// <summary>LoRAs for <see cref="TinyModel"/> whose numbers nobody has trained, none of them zero.</summary>
internal static class TinyLora
{
    public static readonly LoraBase Base = new("tiny", "0123456789");

    /// <summary>A learnable one, awake.</summary>
    public static LoraNetwork Awake(TextToImageNetwork network, int rank = 2, ulong seed = 8, params string[] words) =>
        TinyNetworks.Seeded(new LoraNetwork(network, rank, words, 1), seed);

    /// <summary>The same as a LoRA.</summary>
    public static Lora Create(string network = "u_net", int rank = 2, ulong seed = 8, params string[] words)
    {
        using NetworkModel model = TinyModel.Create(network);
        using LoraNetwork lora = Awake(model.Network, rank, seed, words);
        return lora.ToLora("toy", Base);
    }

    /// <summary>What a model's network says to the same noise and words every time [2, 3, 16, 16].</summary>
    public static Tensor Answer(TextToImageNetwork network, params long[] words)
    {
        using IDisposable inference = no_grad();
        using Tensor noise = TinyNetworks.Noise(4, 2, 3, 16, 16),
            time = tensor([0.3f, 0.8f]);
        long[] row = [.. words, .. new long[TinyNetworks.TextLength - words.Length]];
        using Tensor ids = tensor(row.Concat(row).ToArray(), 2, TinyNetworks.TextLength);
        return network.call(noise, time, ids);
    }
}
