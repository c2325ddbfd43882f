using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// One reused buffer per type for reading tensors of a file. A new tensor for each read would fragment memory.
/// </summary>
internal sealed class ReadBuffers(IWeightSource file) : IDisposable
{
    private readonly Dictionary<ScalarType, Tensor> _flat = [];

    /// <summary>
    /// Reads a tensor into the caller's dispose scope. Its content is valid until the next tensor of its type is read.
    /// </summary>
    public Tensor Read(string name)
    {
        SafetensorsEntry entry = file.ByName[name];
        if (entry.Type == ScalarType.Bool || entry.Count == 0)
            return file.Read(name);
        Tensor place = PlaceFor(entry.Type).narrow(0, 0, entry.Count).view([.. entry.Shape]);
        file.Read(name, place);
        return place;
    }

    public void Dispose()
    {
        foreach (Tensor flat in _flat.Values)
            flat.Dispose();
        _flat.Clear();
    }

    private Tensor PlaceFor(ScalarType type)
    {
        if (_flat.TryGetValue(type, out Tensor? flat))
            return flat;
        long most = file.ByName.Values.Where(entry => entry.Type == type).Max(entry => entry.Count);
        return _flat[type] = empty([most], dtype: type, device: CPU).DetachFromDisposeScope();
    }
}
