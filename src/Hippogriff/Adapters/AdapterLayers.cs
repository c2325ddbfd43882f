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
    private const string Weight = "weight",
        Bias = "bias";
    private readonly Dictionary<(string Target, bool IsOfBias), Parameter> _parameters = [];
    private readonly Dictionary<(string Name, bool IsOfBias), List<Found>> _names = [];

    public AdapterLayers(IAdapterTarget target)
    {
        foreach (AdapterNetwork network in target.Networks)
            Add(network);
    }

    /// <summary>A layer of the model for a name in a file.</summary>
    /// <param name="Target">Its name in the model.</param>
    /// <param name="Parameter">Its weight or bias.</param>
    /// <param name="Place">The relation of the file's layer to it; null: they are the same.</param>
    public sealed record Found(string Target, Parameter Parameter, AdapterPlace? Place);

    /// <summary>The weight or bias of a layer of the model.</summary>
    public Parameter ParameterOf(string target, bool isOfBias = false) => _parameters[(target, isOfBias)];

    /// <summary>Whether a name in a file is that of a layer of the model.</summary>
    public bool Has(string name) => _names.ContainsKey((name, false));

    /// <summary>
    /// The layers for a name in a file: one, or several if the file has a fused layer that the model splits. Empty if
    /// there is none, or it has no bias.
    /// </summary>
    public IReadOnlyList<Found> Find(string name, bool isOfBias = false) =>
        _names.TryGetValue((name, isOfBias), out List<Found>? found) ? found : [];

    private void Add(AdapterNetwork network)
    {
        foreach ((string path, nn.Module module) in network.Module.named_modules())
        {
            if (module is not (Dense or Linear or Conv2d or GroupNorm or LayerNorm))
                continue;
            foreach ((string name, Parameter parameter) in module.named_parameters(recurse: false))
                if (name is Weight or Bias)
                    Add(network, path, name, parameter);
        }
    }

    private void Add(AdapterNetwork network, string path, string name, Parameter parameter)
    {
        string target = $"{network.Name}.{path}";
        _parameters[(target, name == Bias)] = parameter;
        foreach (WeightMap layout in network.Layouts)
        {
            WeightExpression expression = layout.ExpressionOf($"{path}.{name}");
            string end = "." + name;
            foreach (string source in expression.AllSources.Where(s => s.EndsWith(end, StringComparison.Ordinal)))
            {
                string layer = source[..^end.Length];
                AdapterPlace? place = expression.IsWhole ? null : new AdapterPlace(source, expression);
                Found found = new(target, parameter, place);
                foreach (string prefix in network.FlatPrefixes)
                    Name(prefix + layer.Replace('.', '_'), name == Bias, found);
                foreach (string prefix in network.DottedPrefixes)
                    Name(prefix + layer, name == Bias, found);
            }
        }
    }

    private void Name(string name, bool isOfBias, Found found)
    {
        if (!_names.TryGetValue((name, isOfBias), out List<Found>? all))
            _names[(name, isOfBias)] = [found];
        else if (all.All(known => known.Target != found.Target)) // two layouts may agree on a name
            all.Add(found);
    }
}
