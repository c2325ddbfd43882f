using Hippogriff.Data;
using Hippogriff.Data.Examples;
using Hippogriff.Models.Autoencoder;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// Measures mean and standard deviation of an autoencoder's latents per channel, so that diffusion works at about unit
/// variance.
/// </summary>
public static class LatentStatistics
{
    private const int Pictures = 512,
        Batch = 64;
    private const long First = (1L << 40) / Batch; // batches that training does not reach

    /// <summary>Sets them in <paramref name="network"/>.</summary>
    public static void Measure(Autoencoder network, IExampleSource source, Device device, ScalarType type)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        IExampleSource read = DownsampledSource.Of(source, network.Config.UpsampleFactor);
        List<Tensor> latents = [];
        for (int at = 0; at < Pictures / Batch; at++)
            latents.Add(
                network
                    .RawLatentOfDownsampled(PictureBatch.Take(read, First + at, Batch).Pixels(device, type))
                    .to(ScalarType.Float32)
                    .transpose(0, 1)
                    .flatten(1)
            ); // [C, n h w]
        Tensor all = cat(latents, 1); // [C, N h w]
        network.SetStatistics(all.mean([1]).view(1, -1, 1, 1), all.std(1).view(1, -1, 1, 1));
    }
}
