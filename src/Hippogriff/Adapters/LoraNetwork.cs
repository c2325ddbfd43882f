using Hippogriff.Models;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// A trainable LoRA: every layer of a frozen network gets a low-rank branch of rank r, whose output is added
/// (2106.09685, equation 3). The up half is initialised to zero, so that the network is unchanged at first. Only its
/// parameters are trained.
/// </summary>
public sealed class LoraNetwork : nn.Module
{
    private const double WordSpread = 0.1;
    private readonly List<(string Target, string FileName, LoraAdapter Adapter)> _adapters = [];
    private readonly Parameter? words;

    /// <param name="network">The network; it is not modified.</param>
    /// <param name="rank">r, 1 to 256.</param>
    /// <param name="newWords">New words, unknown to the network.</param>
    /// <param name="seed">Seed of the initial values.</param>
    /// <param name="like">Index of a word whose vector initialises the new ones; null for the mean of all.</param>
    public LoraNetwork(
        TextToImageNetwork network,
        int rank,
        IReadOnlyList<string> newWords,
        long seed,
        int? like = null
    )
        : base(nameof(LoraNetwork))
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new((ulong)seed, CPU);
        Add(LoraTargets.Of(new OwnAdapterTarget(network), null), rank, random);
        NewWords = newWords;
        if (newWords.Count > 0)
        {
            Tensor table = LoraTargets.WeightOf(LoraTargets.Words(network)).detach().to(ScalarType.Float32, CPU);
            table = table.narrow(0, 2, table.shape[0] - 2); // padding and the unknown word are none
            Tensor start = like is { } number ? table[number - 2] : table.mean([0]);
            Tensor spread =
                randn([newWords.Count, start.shape[0]], generator: random) * (table.std() * Held(WordSpread));
            words = new Parameter(start.Plus(spread).DetachFromDisposeScope());
            register_parameter(nameof(words), words);
        }
        foreach ((string _, Parameter parameter) in named_parameters())
            parameter.DetachFromDisposeScope();
    }

    /// <summary>The same for the networks of any model, without new words.</summary>
    /// <param name="target">The networks; they are not modified.</param>
    /// <param name="rank">r, 1 to 256.</param>
    /// <param name="seed">Seed of the initial values.</param>
    /// <param name="which">Whether a layer is trained, by its name, such as "unet.mid_block.resnets.0.conv1"; null
    /// trains all.</param>
    public LoraNetwork(IAdapterTarget target, int rank, long seed, Func<string, bool>? which = null)
        : base(nameof(LoraNetwork))
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator random = new((ulong)seed, CPU);
        NewWords = [];
        Add(LoraTargets.Of(target, which), rank, random);
        foreach ((string _, Parameter parameter) in named_parameters())
            parameter.DetachFromDisposeScope();
    }

    private void Add(
        IEnumerable<(string Name, string FileName, nn.Module<Tensor, Tensor> Layer)> layers,
        int rank,
        Generator random
    )
    {
        foreach ((string name, string fileName, nn.Module<Tensor, Tensor> layer) in layers)
        {
            LoraAdapter adapter = new(layer, rank, random);
            register_module(fileName, adapter);
            _adapters.Add((name, fileName, adapter));
        }
    }

    /// <summary>The new words.</summary>
    public IReadOnlyList<string> NewWords { get; }

    /// <summary>False disables the LoRA.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Freezes the network, appends the new words to its own, and connects every layer to this LoRA until the result is
    /// disposed.
    /// </summary>
    public IDisposable Attach(TextToImageNetwork network)
    {
        Attachment attachment = Attached(new OwnAdapterTarget(network));
        if (words is not null)
            attachment.Remove += AttachWords(network, words);
        return attachment;
    }

    /// <summary>The same for the networks of any model.</summary>
    public IDisposable Attach(IAdapterTarget target) => Attached(target);

    private Attachment Attached(IAdapterTarget networks)
    {
        Attachment attachment = new();
        foreach (Parameter parameter in networks.Networks.SelectMany(network => network.Module.parameters()))
            parameter.requires_grad = false;
        Dictionary<string, nn.Module<Tensor, Tensor>> layers = LoraTargets
            .Of(networks, null)
            .ToDictionary(t => t.Name, t => t.Layer);
        foreach ((string target, string _, LoraAdapter adapter) in _adapters)
        {
            nn.HookableModule<
                Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>,
                Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>
            >.HookRemover hook = layers[target]
                .register_forward_hook((_, x, y) => Enabled ? y.Plus(adapter.call(x)) : y);
            attachment.Remove += hook.remove;
        }
        return attachment;
    }

    /// <summary>New words have zero rows in the network's table; the learned vectors are added to them.</summary>
    private Action AttachWords(TextToImageNetwork network, Parameter vectors)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Embedding lookup = LoraTargets.Words(network);
        Parameter table = LoraTargets.WeightOf(lookup);
        long known = table.shape[0];
        table.set_(cat([table, zeros([NewWords.Count, table.shape[1]], table.dtype, table.device)]));
        nn.HookableModule<
            Func<nn.Module<Tensor, Tensor>, Tensor, Tensor>,
            Func<nn.Module<Tensor, Tensor>, Tensor, Tensor, Tensor>
        >.HookRemover hook = lookup.register_forward_hook(
            (_, ids, y) =>
            {
                if (!Enabled)
                    return y;
                using DisposeScope step = NewDisposeScope();
                Tensor none = zeros([1, vectors.shape[1]], vectors.dtype, vectors.device);
                Tensor row = (ids - Held(known - 1)).clamp_min(Held(0)); // 0 for words of the network's own
                return y.Plus(cat([none, vectors]).index_select(0, row.view(-1)).view(y.shape))
                    .MoveToOuterDisposeScope();
            }
        );
        return hook.remove;
    }

    /// <summary>The trained LoRA for writing and merging: copies, float32 on the CPU.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="made">The only model that it is for; null for a public family.</param>
    public Lora ToLora(string name, LoraBase? made)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        LoraLayer[] layers =
        [
            .. _adapters.Select(a => new LoraLayer(a.Target, Copy(a.Adapter.Down), Copy(a.Adapter.Up), 1)
            {
                FileName = a.FileName,
            }),
        ];
        Dictionary<string, Tensor> vectors = [];
        for (int i = 0; i < NewWords.Count; i++)
            vectors[NewWords[i]] = Copy(words![i]);
        return new Lora(name, made, layers, vectors);
    }

    private static Tensor Copy(Tensor tensor) =>
        tensor.detach().to(ScalarType.Float32, CPU, copy: true).DetachFromDisposeScope();

    private sealed class Attachment : IDisposable
    {
        public Action? Remove { get; set; }

        public void Dispose()
        {
            Remove?.Invoke();
            Remove = null;
        }
    }
}
