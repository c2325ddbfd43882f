using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Weights;

/// <summary>Numbers of 8 bits (2209.05433), put together here from the bits that the paper gives them.</summary>
public sealed class Float8Tests
{
    private static IEnumerable<int> Codes => Enumerable.Range(0, 256);

    /// <summary>The upper byte of a half with its lower byte 0.</summary>
    private static float E5M2(int code) => (float)BitConverter.UInt16BitsToHalf((ushort)(code << 8));

    /// <summary>Sign, exponent of four bits (bias 7) and mantissa of three, moved to where float32 has them.</summary>
    private static float E4M3(int code)
    {
        uint sign = (uint)(code >> 7) << 31,
            exponent = (uint)(code >> 3) & 15,
            mantissa = (uint)code & 7;
        if (exponent == 15 && mantissa == 7)
            return float.NaN;
        return exponent == 0
            ? (code > 127 ? -1 : 1) * mantissa / 512f
            : BitConverter.UInt32BitsToSingle(sign | (exponent + 120) << 23 | mantissa << 20);
    }

    [Fact]
    public void Each_code_of_five_bits_of_exponent_is_the_half_with_a_second_byte_of_zero() =>
        Assert.Equal(Codes.Select(E5M2), Float8Values.Table(Float8.E5M2));

    [Fact]
    public void Each_code_of_four_bits_of_exponent_is_the_number_of_its_bits()
    {
        Assert.Equal(Codes.Select(E4M3), Float8Values.Table(Float8.E4M3));
        Assert.Equal(448, Float8Values.Table(Float8.E4M3).Where(float.IsFinite).Max());
    }

    [Theory]
    [InlineData(Float8.E4M3, 1f, -448f)]
    [InlineData(Float8.E5M2, 0.5f, float.NaN)]
    public void A_tensor_of_codes_becomes_one_of_numbers_with_its_shape(Float8 kind, float first, float last)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor codes = tensor(new byte[] { 0x38, 0, 0, 0, 0, 0xFE }).view(2, 1, 3);
        Tensor wide = Float8Values.Widen(codes, kind);
        Assert.Equal([2, 1, 3], wide.shape);
        Assert.Equal([first, 0, 0, 0, 0, last], wide.data<float>().ToArray());
    }
}
