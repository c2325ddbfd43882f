using Hippogriff.Devices;

namespace Hippogriff.Tests.Devices;

public class CudaSupportTests
{
    [Theory]
    [InlineData(false, false, 0, "CPU build", null)]
    [InlineData(false, true, 0, "CPU build", "-p:Torch=cuda")]
    [InlineData(true, false, 0, "no NVIDIA driver", "install the driver")]
    [InlineData(true, true, 0, "no device", "CUDA_VISIBLE_DEVICES")]
    [InlineData(true, true, 1, "one device", null)]
    [InlineData(true, true, 4, "4 devices", null)]
    public void What_CUDA_lacks_is_named_and_what_to_do(
        bool build,
        bool driver,
        int devices,
        string state,
        string? advice
    )
    {
        CudaSupport support = new(build, driver, devices);
        Assert.Contains(state, support.State);
        if (advice is null)
            Assert.Null(support.Advice);
        else
            Assert.Contains(advice, support.Advice);
    }

    [Fact]
    public void The_tests_run_with_the_CPU_build() => Assert.False(CudaSupport.Read().Build);
}
