using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Networks;

/// <summary>Keeps what every module of a network gives at its first call, first row, by the module's path.</summary>
internal sealed class BlockRecorder : IDisposable
{
    private readonly Dictionary<string, Tensor> _found = [];

    public BlockRecorder(nn.Module network)
    {
        foreach ((string path, nn.Module module) in network.named_modules())
            switch (module)
            {
                case nn.Module<Tensor, Tensor> one:
                    one.register_forward_hook((_, _, output) => Keep(path, output));
                    break;
                case nn.Module<Tensor, Tensor, Tensor> two:
                    two.register_forward_hook((_, _, _, output) => Keep(path, output));
                    break;
                case nn.Module<Tensor, Tensor, Tensor, Tensor> three:
                    three.register_forward_hook((_, _, _, _, output) => Keep(path, output));
                    break;
            }
    }

    /// <summary>The outputs by path.</summary>
    public IReadOnlyDictionary<string, Tensor> Found => _found;

    private Tensor Keep(string path, Tensor output)
    {
        if (!_found.ContainsKey(path))
            _found[path] = output.narrow(0, 0, 1).to(ScalarType.Float32).clone().DetachFromDisposeScope();
        return output;
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _found.Values)
            tensor.Dispose();
    }
}
