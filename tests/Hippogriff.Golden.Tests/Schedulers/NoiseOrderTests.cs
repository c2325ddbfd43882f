using Hippogriff.Denoising;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Schedulers;

/// <summary>Numbers of a generator on the CPU, which PyTorch drew, in the order of a batch.</summary>
public sealed class NoiseOrderTests
{
    [Fact]
    public void A_seed_gives_the_numbers_that_PyTorch_drew_for_the_whole_batch()
    {
        if (!GoldenFolder.Has("schedulers", "index.json"))
            return;
        using DisposeScope scope = NewDisposeScope();
        long seed = GoldenFolder.Json("schedulers", "index.json").GetProperty("seed").GetInt64();
        Tensor mean = RecordedSchedules.Tensors("common")["mu"]; // 0.8 times the first draw
        int count = (int)mean.shape[0];
        using SeededNoise noise = new(seed, count, mean.shape.AsSpan(1), place: new PlaceInBatch(1, count));
        Near.Require(mean, noise.Draw() * Held(0.8), 1e-6, "the first draw");
    }
}
