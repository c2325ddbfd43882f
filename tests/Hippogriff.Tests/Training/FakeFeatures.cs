using Hippogriff.Training.Objectives;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

/// <summary>Features that are known without a network: the pictures, their halves, and quarters of these.</summary>
internal sealed class FakeFeatures(int side) : IPictureFeatures
{
    public int Side => side;

    public int MiddleWidth => 3;

    public IReadOnlyList<Tensor> Levels(Tensor pixels) => [pixels * Held(2.0), nn.functional.avg_pool2d(pixels, 2)];

    public Tensor Middle(Tensor pixels) => nn.functional.avg_pool2d(pixels, 8);
}
