using Hippogriff.Models.Autoencoder;
using Hippogriff.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>Measures mean and spread of an autoencoder's codes a channel, so that the diffusion works on numbers of about unit variance.</summary>
public static class CodeStatistics
{
    private const int Pictures = 512, Batch = 64;
    private const long First = (1L << 40) / Batch; // batches that training does not reach

    /// <summary>Sets them in <paramref name="network"/>.</summary>
    public static void Measure(Autoencoder network, IExampleSource source, Device device, ScalarType type)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        IExampleSource read = ReducedSource.Of(source, network.Config.Upscale);
        List<Tensor> codes = [];
        for (int at = 0; at < Pictures / Batch; at++)
            codes.Add(network.RawCodeOfReduced(PictureBatch.Take(read, First + at, Batch).Pixels(device, type)).to(ScalarType.Float32).transpose(0, 1).flatten(1)); // [C, n h w]
        Tensor all = cat(codes, 1);                                                    // [C, N h w]
        network.SetStatistics(all.mean([1]).view(1, -1, 1, 1), all.std(1).view(1, -1, 1, 1));
    }
}
