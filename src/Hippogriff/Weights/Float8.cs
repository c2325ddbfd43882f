using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>Floating-point numbers of 8 bits (2209.05433), which torch cannot hold here: they are widened.</summary>
public enum Float8
{
    /// <summary>Four bits of exponent, no infinity, at most 448: F8_E4M3.</summary>
    E4M3,

    /// <summary>Five bits of exponent, a half with two bits of mantissa: F8_E5M2.</summary>
    E5M2,
}

/// <summary>Widens numbers of 8 bits to float32, without loss.</summary>
internal static class Float8Values
{
    private static readonly float[] s_e4m3 = [.. Enumerable.Range(0, 256).Select(code => E4M3((byte)code))],
        s_e5m2 = [.. Enumerable.Range(0, 256).Select(code => E5M2((byte)code))];

    /// <summary>The format's names of the kinds.</summary>
    public static IReadOnlyList<(string Name, Float8 Kind)> Names { get; } =
    [("F8_E4M3", Float8.E4M3), ("F8_E5M2", Float8.E5M2)];

    /// <summary>The value of every code, 0 to 255.</summary>
    public static IReadOnlyList<float> Table(Float8 kind) => kind == Float8.E4M3 ? s_e4m3 : s_e5m2;

    /// <summary>Codes, bytes of any shape, to their values; owned by the caller.</summary>
    public static Tensor Widen(Tensor codes, Float8 kind)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = tensor(kind == Float8.E4M3 ? s_e4m3 : s_e5m2);
        return table.index_select(0, codes.view(-1).to(ScalarType.Int32)).view(codes.shape).MoveToOuterDisposeScope();
    }

    private static float E4M3(byte code) => (code & 0x7F) == 0x7F ? float.NaN : Value(code, 3, 7);

    private static float E5M2(byte code) =>
        (code & 0x7C) != 0x7C ? Value(code, 2, 15)
        : (code & 3) != 0 ? float.NaN
        : (code & 0x80) != 0 ? float.NegativeInfinity
        : float.PositiveInfinity;

    private static float Value(byte code, int mantissaBits, int bias)
    {
        int exponent = (code & 0x7F) >> mantissaBits;
        double fraction = (code & ((1 << mantissaBits) - 1)) / (double)(1 << mantissaBits);
        double size = exponent == 0 ? fraction * Math.Pow(2, 1 - bias) : (1 + fraction) * Math.Pow(2, exponent - bias);
        return (float)((code & 0x80) == 0 ? size : -size);
    }
}
