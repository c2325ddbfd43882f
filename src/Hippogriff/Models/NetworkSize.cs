namespace Hippogriff.Models;

/// <summary>
/// How many numbers the networks of a design hold, reckoned without building one: a file of settings of a few hundred
/// bytes can ask for more than any memory, and what it asks for is held against the weights that lie beside it first.
/// Buffers count as parameters do, because files hold both.
/// </summary>
public static class NetworkSize
{
    /// <summary>A layer of attention over one row of vectors, with its two norms and the two layers behind.</summary>
    public static long Attending(long d) =>
        checked(4 * d + Linear(d, 3 * d) + Linear(d, d) + Linear(d, 4 * d) + Linear(4 * d, d));

    /// <summary>Weight and bias.</summary>
    public static long Linear(long input, long output) => checked(input * output + output);

    /// <summary>Weight and bias.</summary>
    public static long Convolution(long input, long output, long side) =>
        checked(input * output * side * side + output);

    /// <summary>
    /// Two convolutions with a norm before each, a condition where it has a width, and another way around where the
    /// channels change.
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
