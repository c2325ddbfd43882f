using Hippogriff.Devices;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Devices;

public sealed class TensorNumbersTests
{
    [Fact]
    public void Numbers_come_row_by_row_however_they_lie()
    {
        using Tensor numbers = arange(Held(0), Held(6), Held(1), dtype: ScalarType.Float32).view(2, 3);
        using Tensor turned = numbers.t();
        Assert.Equal([0, 1, 2, 3, 4, 5], TensorNumbers.Of<float>(numbers));
        Assert.Equal([0, 3, 1, 4, 2, 5], TensorNumbers.Of<float>(turned));
    }

    [Fact]
    public void Gradients_and_nothing_at_all_are_no_hindrance()
    {
        using Tensor learned = ones(2, requires_grad: true),
            none = empty(0, dtype: ScalarType.Int64);
        Assert.Equal([1f, 1f], TensorNumbers.Of<float>(learned));
        Assert.Empty(TensorNumbers.Of<long>(none));
    }

    [Fact]
    public void Another_kind_of_number_is_refused()
    {
        using Tensor numbers = ones(2, dtype: ScalarType.Float32);
        Assert.Contains("Float32", Assert.Throws<ArgumentException>(() => TensorNumbers.Of<double>(numbers)).Message);
    }
}
