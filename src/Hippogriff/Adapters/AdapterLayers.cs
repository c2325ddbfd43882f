using Hippogriff.Models.Layers;
using Hippogriff.Weights;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Adapters;

/// <summary>
/// The layers that adapters can change, and all their names in files. Names are looked up in tables of complete names;
/// a name with underscores in place of dots is never parsed.
/// </summary>
internal sealed class AdapterLayers
{
    private const string Weight = ".weight";
    private readonly Dictionary<string, Parameter> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Found>> _names = new(StringComparer.Ordinal);

    public AdapterLayers(IAdapterTarget target)
    {
        foreach (AdapterNetwork network in target.Networks)
            Add(network);
    }

    /// <summary>A layer of the model for a name in a file.</summary>
    /// <param name="Target">Its name in the model.</param>
    /// <param name="Weight">Its weight.</param>
    /// <param name="Place">The relation of the file's layer to it; null: they are the same.</param>
    public sealed record Found(string Target, Parameter Weight, AdapterPlace? Place);

    /// <summary>The weight of a layer of the model.</summary>
    public Parameter WeightOf(string target) => _weights[target];

    /// <summary>
    /// The layers for a name in a file: one, or several if the file has a fused layer that the model splits. Empty if
    /// there is none.
    /// </summary>
    public IReadOnlyList<Found> Find(string name) => _names.TryGetValue(name, out List<Found>? found) ? found : [];

    private void Add(AdapterNetwork network)
    {
        foreach ((string path, nn.Module module) in network.Module.named_modules())
        {
            if (module is not (Dense or Linear or Conv2d))
                continue;
            Parameter weight = LoraTargets.WeightOf(module);
            string target = $"{network.Name}.{path}";
            _weights[target] = weight;
            foreach (WeightMap layout in network.Layouts)
                Add(network, target, weight, layout.ExpressionOf(path + Weight));
        }
    }

    private void Add(AdapterNetwork network, string target, Parameter weight, WeightExpression expression)
    {
        foreach (string source in expression.AllSources.Where(name => name.EndsWith(Weight, StringComparison.Ordinal)))
        {
            string layer = source[..^Weight.Length];
            AdapterPlace? place = expression.IsWhole ? null : new AdapterPlace(source, expression);
            foreach (string prefix in network.FlatPrefixes)
                Name(prefix + layer.Replace('.', '_'), new Found(target, weight, place));
            foreach (string prefix in network.DottedPrefixes)
                Name(prefix + layer, new Found(target, weight, place));
        }
    }

    private void Name(string name, Found found)
    {
        if (!_names.TryGetValue(name, out List<Found>? all))
            _names[name] = [found];
        else if (all.All(known => known.Target != found.Target)) // two layouts may agree on a name
            all.Add(found);
    }
}
