using Hippogriff.Models.Autoencoder;
using Hippogriff.Training.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// Pictures through the narrow code and back: absolute error at full, half and quarter size, and noise on the code, so that codes near
/// one another decode to pictures near one another (what the diffusion leaves as error then does little harm).
/// </summary>
public sealed class AutoencoderObjective(Autoencoder network, IExampleSource source, int batchSize, double codeNoise, ScalarType type) : IObjective<PictureBatch>
{
    public nn.Module Network => network;

    public int BatchSize => batchSize;

    public PictureBatch Prepare(long step) => PictureBatch.Take(source, step, batchSize);

    public Tensor Loss(PictureBatch batch, Generator random)
    {
        Tensor pictures = batch.Pixels(network.parameters().First().device, type);     // [N, 3, H, W]
        Tensor code = network.RawCode(pictures);
        Tensor noise = randn(code.shape, dtype: ScalarType.Float32, device: code.device, generator: random).to(code.dtype);
        Tensor again = network.FromRawCode(code + noise * codeNoise);
        Tensor error = (again - pictures).to(ScalarType.Float32);
        Tensor half = nn.functional.avg_pool2d(error, 2), quarter = nn.functional.avg_pool2d(half, 2);
        return error.abs().mean() + half.abs().mean() + quarter.abs().mean();
    }
}
