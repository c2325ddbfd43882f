using Hippogriff.Models.Layers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Pipelines.Checkpoints;

/// <summary>
/// A loaded network whose weights can be freed, and read again from its files. Called on the thread that owns the
/// device.
/// </summary>
/// <param name="part">How it is found and named.</param>
/// <param name="network">The network; not owned.</param>
/// <param name="device">Its device.</param>
/// <param name="type">Type of its weights; null for the stored one.</param>
internal sealed class ReloadedPart(ModelPart part, nn.Module network, Device device, ScalarType? type)
{
    /// <summary>Bytes of its weights.</summary>
    public long Bytes { get; } = network.state_dict().Values.Sum(tensor => tensor.numel() * tensor.element_size());

    /// <summary>Whether its weights are freed.</summary>
    public bool IsFreed { get; private set; }

    /// <summary>Frees its weights.</summary>
    public void Free()
    {
        if (IsFreed)
            return;
        WeightLoader.Drop(network);
        IsFreed = true;
    }

    /// <summary>Reads its weights again.</summary>
    /// <exception cref="HippogriffException">A file is gone or was replaced by one that does not fit.</exception>
    public void BringBack()
    {
        if (!IsFreed)
            return;
        Fill(part, network, device, type, read: null);
        IsFreed = false;
    }

    /// <summary>Fills a network that is on the meta device, or was built there but for some layers.</summary>
    /// <param name="part">How it is found and named.</param>
    /// <param name="network">The network.</param>
    /// <param name="device">Its device.</param>
    /// <param name="type">Type of its weights; null for the stored one.</param>
    /// <param name="read">Receives the size of each tensor before it is read.</param>
    /// <exception cref="HippogriffException">A file is missing, damaged, or does not fit.</exception>
    public static void Fill(ModelPart part, nn.Module network, Device device, ScalarType? type, Action<long>? read)
    {
        // a drawing runs in inference mode, and adapters change weights outside of it
        using IDisposable ordinary = inference_mode(false);
        using WeightFiles files = WeightFiles.Open(part.Find());
        WeightBudget.Require(
            files,
            part.Config ?? files.Path,
            () => network.state_dict().Values.Sum(tensor => tensor.numel())
        );
        WeightLoader.Load(
            network,
            files,
            new WeightLoading
            {
                Map = part.Map,
                Device = device,
                Type = type,
                CheckNumbers = part.CheckNumbers,
                Make = device.type == DeviceType.CPU ? ConvolutionLayout.Empty : null,
                Read = read,
            }
        );
        // layers that were not made on the meta device were filled in place
        network.to(device);
        if (type is { } wanted)
            network.to(wanted);
        network.eval();
    }
}
