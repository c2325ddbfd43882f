using Hippogriff.Training.Recipes;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Training;

public class WorkingTypeTests
{
    [Fact]
    public void Names_are_honoured_on_every_device()
    {
        foreach (Device device in new[] { CPU, new Device(TorchSharp.DeviceType.CUDA, 0) })
        {
            Assert.Equal(ScalarType.Float32, WorkingType.Choose("float32", device));
            Assert.Equal(ScalarType.BFloat16, WorkingType.Choose("bfloat16", device));
        }
    }

    [Fact]
    public void Auto_measures_the_processor_and_trusts_a_graphics_card()
    {
        Assert.Contains(WorkingType.Choose("auto", CPU), new[] { ScalarType.Float32, ScalarType.BFloat16 });
        Assert.Equal(ScalarType.BFloat16, WorkingType.Choose("auto", new Device(TorchSharp.DeviceType.CUDA, 0)));
    }
}
