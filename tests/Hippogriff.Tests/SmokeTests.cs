using TorchSharp;

namespace Hippogriff.Tests;

public class NativeRuntimeTests
{
    [Fact]
    public void Libtorch_loads_and_multiplies()
    {
        using torch.Tensor a = torch.ones(3, 4);
        using torch.Tensor b = a.matmul(a.t());
        Assert.Equal(4f, b[0, 0].item<float>());
    }
}
