using System.Collections.Concurrent;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Support;

/// <summary>The tensors of a recorded file. Files stay open while the tests run, which only read them.</summary>
internal sealed class GoldenTensors
{
    private static readonly ConcurrentDictionary<string, GoldenTensors> s_open = new();
    private readonly SafetensorsFile _file;

    private GoldenTensors(string path) => _file = SafetensorsFile.Open(path);

    /// <summary>The file at a path below the root.</summary>
    public static GoldenTensors Of(params string[] parts) =>
        s_open.GetOrAdd(GoldenFolder.At(parts), path => new GoldenTensors(path));

    public bool Has(string name) => _file.ByName.ContainsKey(name);

    public IEnumerable<string> Names => _file.ByName.Keys;

    /// <summary>A tensor as it is stored; owned by the caller.</summary>
    public Tensor this[string name] => _file.Read(name);

    /// <summary>The numbers of a tensor, whatever type they were stored in.</summary>
    public double[] Numbers(string name)
    {
        using Tensor tensor = _file.Read(name, ScalarType.Float64);
        return [.. tensor.data<double>()];
    }
}
