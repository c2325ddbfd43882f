namespace Hippogriff.Models;

/// <summary>
/// Number of parameters of a configuration, computed without building a network. A small configuration file can
/// describe a network larger than any memory, so its size is first compared with the weight files. Buffers count too,
/// because files contain both.
/// </summary>
public static class NetworkSize
{
    /// <summary>An attention block with its two norms and its two-layer MLP.</summary>
    public static long Attending(long d) =>
        checked(4 * d + Linear(d, 3 * d) + Linear(d, d) + Linear(d, 4 * d) + Linear(4 * d, d));

    /// <summary>Weight and bias.</summary>
    public static long Linear(long input, long output) => checked(input * output + output);

    /// <summary>Weight and bias.</summary>
    public static long Convolution(long input, long output, long side) =>
        checked(input * output * side * side + output);

    /// <summary>
    /// Two convolutions with norms, a condition if its width is not 0, and a projection of the skip if the channels
    /// change.
    /// </summary>
    public static long Residual(long input, long output, long condition) =>
        checked(
            2 * input
            + Convolution(input, output, 3)
            + (condition > 0 ? Linear(condition, 2 * output) : 0)
            + 2 * output
            + Convolution(output, output, 3)
            + (input == output ? 0 : Convolution(input, output, 1))
        );
}
