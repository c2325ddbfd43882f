using Hippogriff.Models;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// LoRAs merged into the weights of a network, so that sampling has no extra cost. Disposing restores the original
/// weights exactly, from a copy. If several LoRAs have the same new word, its vector is their mean.
/// </summary>
public sealed class LoraMerge : IDisposable
{
    private readonly List<(Parameter Weight, Tensor Kept)> _kept = [];
    private readonly Parameter? _table;
    private Tensor? _oldTable;

    private LoraMerge(IAdapterTarget target) => _table = target.WordTable;

    /// <summary>The new words, in the order of their indices after the model's own.</summary>
    public IReadOnlyList<string> Words { get; private set; } = [];

    /// <summary>Adds <paramref name="loras"/> with their weights; a negative weight subtracts the update.</summary>
    public static LoraMerge Into(TextToImageNetwork network, IReadOnlyList<(Lora Lora, double Weight)> loras) =>
        Into(new OwnAdapterTarget(network), loras);

    /// <summary>The same for the networks of any model.</summary>
    public static LoraMerge Into(IAdapterTarget target, IReadOnlyList<(Lora Lora, double Weight)> loras)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        LoraMerge merge = new(target);
        try
        {
            merge.Add(new AdapterLayers(target), loras);
            return merge;
        }
        catch
        {
            merge.Dispose();
            throw;
        }
    }

    private void Add(AdapterLayers layers, IReadOnlyList<(Lora Lora, double Weight)> loras)
    {
        LoraMerge merge = this;
        foreach (
            IGrouping<(string Target, bool IsOfBias), (AdapterChange Change, double Weight)> changes in loras
                .SelectMany(l => l.Lora.Changes.Select(change => (change, l.Weight)))
                .GroupBy(c => (c.change.Target, c.change.IsOfBias))
        )
        {
            Parameter weight = layers.ParameterOf(changes.Key.Target, changes.Key.IsOfBias);
            merge._kept.Add((weight, weight.detach().clone().DetachFromDisposeScope()));
            using DisposeScope layer = NewDisposeScope();
            Tensor sum = zeros(weight.shape);
            foreach ((AdapterChange change, double times) in changes)
                sum.add_(change.ChangeOf(weight) * Held(times), Held(1));
            // In half precision only the result is rounded, once.
            sum = sum.to(weight.device).Plus(weight.to(ScalarType.Float32));
            weight.copy_(sum);
            if (!weight.isfinite().all().item<bool>())
                throw new HippogriffException(
                    $"The LoRA {Quoted.Few([.. loras.Select(l => l.Lora.Name)])} changes the layer "
                        + $"{Quoted.Name(changes.Key.Target)} by more than numbers can hold; let it count less, or "
                        + "train it again.",
                    FaultKind.DamagedFile
                );
        }
        merge.AddWords([.. loras.Select(l => l.Lora)]);
    }

    private void AddWords(IReadOnlyList<Lora> loras)
    {
        Words = [.. loras.SelectMany(l => l.Words.Keys).Distinct().Order(StringComparer.Ordinal)];
        if (Words.Count == 0)
            return;
        Tensor[] rows =
        [
            .. Words.Select(word =>
                stack([.. loras.Where(l => l.Words.ContainsKey(word)).Select(l => l.Words[word])]).mean([0])
            ),
        ];
        _oldTable = _table!.detach().alias().DetachFromDisposeScope();
        _table.set_(cat([_oldTable, stack(rows).to(_table.dtype, _table.device)]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        using IDisposable noGradient = no_grad();
        foreach ((Parameter weight, Tensor kept) in _kept)
        {
            weight.copy_(kept);
            kept.Dispose();
        }
        _kept.Clear();
        if (_oldTable is null)
            return;
        _table!.set_(_oldTable);
        _oldTable.Dispose();
        _oldTable = null;
    }
}
