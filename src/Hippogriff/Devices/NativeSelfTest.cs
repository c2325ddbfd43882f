using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Devices;

/// <summary>
/// Small products and convolutions of every kind that drawing and training ask for, of ones, so that every result is
/// known to the last bit. Where libtorch's native code does not fit
/// the processor, it ends the process; so this runs in a process of its own, once a machine (<see
/// cref="SelfTestRun"/>), and the answer is how that process ends.
/// </summary>
/// <example>
/// A program of your own gets the self-test with two lines at its beginning, before anything else:
/// <code>
/// if (NativeSelfTest.Answer(args) is { } exitCode) return exitCode; // this is the child
/// NativeSelfTest.Allow();
/// </code>
/// </example>
public static class NativeSelfTest
{
    /// <summary>The argument with which a program starts itself as the child.</summary>
    internal const string Argument = "--self-test-of-natives";

    /// <summary>Exit codes of the child beside 0: numbers are wrong, libtorch does not load or throws.</summary>
    internal const int WrongNumbers = 86,
        NotTested = 87;

    private const int Channels = 48,
        Side = 8;

    /// <summary>
    /// Rows, numbers in and numbers out of products as layers ask for them: whether planning divides by zero depends on
    /// the sizes.
    /// </summary>
    private static readonly (int Rows, int In, int Out)[] s_products =
    [
        (128, 256, 1024),
        (128, 1024, 256),
        (64, 256, 256),
        (48, 768, 192),
    ];

    /// <summary>Whether this program starts itself as the child.</summary>
    internal static bool IsAllowed { get; private set; }

    /// <summary>
    /// Says that this program answers <see cref="Answer"/> first of all, so libtorch may start it anew for a self-test
    /// when it is used for the first time. Without it, the processor alone
    /// decides.
    /// </summary>
    public static void Allow() => IsAllowed = true;

    /// <summary>
    /// The child's part: null where <paramref name="args"/> do not ask for it, otherwise the exit code to end with.
    /// </summary>
    /// <param name="args">Arguments of the program.</param>
    public static int? Answer(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [Argument])
            return null;
        CoreDumps.Forbid();
        try
        {
            return NativeRuntime.Problem is null
                ? Compute()
                    ? 0
                    : WrongNumbers
                : NotTested;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return NotTested;
        }
    }

    /// <summary>True where all numbers are right.</summary>
    internal static bool Compute()
    {
        using DisposeScope scope = NewDisposeScope();
        return new[] { ScalarType.Float32, ScalarType.BFloat16 }.All(type => Inference(type) && Training(type));
    }

    private static bool Inference(ScalarType type)
    {
        using IDisposable inference = inference_mode();
        Tensor picture = ones(2, Channels, Side, Side, dtype: type),
            bias = zeros(Channels, dtype: type);
        Tensor point = ones(Channels, Channels, 1, 1, dtype: type);
        Tensor window = ones(Channels, Channels, 3, 3, dtype: type);
        Tensor last = picture.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2); // [2, C, 8, 8], channels last
        Tensor windowLast = window.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
        return s_products.All(size => Product(type, size.Rows, size.In, size.Out))
            && Are(nn.functional.conv2d(picture, point, bias), Channels)
            && Middles(nn.functional.conv2d(picture, window, bias, padding: [1, 1]), 1, Side - 2)
            && Middles(nn.functional.conv2d(last, windowLast, bias, padding: [1, 1]), 1, Side - 2)
            && Middles(nn.functional.conv2d(last, windowLast, bias, strides: [2, 2], padding: [1, 1]), 1, Side / 2 - 1)
            && Are(nn.functional.gelu(zeros(64, Channels, dtype: type)), 0);
    }

    /// <summary>
    /// A product as such, as a linear layer, and as the convolution that a layer may ask for instead.
    /// </summary>
    private static bool Product(ScalarType type, int rows, int input, int output)
    {
        Tensor x = ones(rows, input, dtype: type),
            weight = ones(output, input, dtype: type);
        Tensor bias = zeros(output, dtype: type);
        Tensor column = x.view(1, rows, 1, input).permute(0, 3, 1, 2); // [1, input, rows, 1], channels last
        return Are(x.matmul(weight.t()), input)
            && Are(nn.functional.linear(x, weight, bias), input)
            && Are(nn.functional.conv2d(column, weight.view(output, input, 1, 1), bias), input);
    }

    /// <summary>Gradients are kernels of their own.</summary>
    private static bool Training(ScalarType type)
    {
        using IDisposable gradients = enable_grad();
        foreach (int kernel in new[] { 1, 3 })
        {
            using Parameter weight = new(ones(Channels, Channels, kernel, kernel, dtype: type));
            Tensor x = ones(2, Channels, Side, Side, dtype: type).requires_grad_();
            nn.functional.conv2d(x, weight).sum().backward(); // no padding: every output sees kernel^2 C ones
            int outputs = 2 * (Side - kernel + 1) * (Side - kernel + 1);
            if (weight.grad is not { } weights || !Are(weights, outputs))
                return false;
            if (x.grad is not { } pixels || !Middles(pixels, kernel / 2 + 1, Side - kernel - 1, kernel))
                return false;
        }
        return true;
    }

    /// <summary>Away from the borders, where a window of ones over ones sees all of its kernel.</summary>
    private static bool Middles(Tensor y, int from, int length, int kernel = 3) =>
        Are(y.slice(2, from, from + length, 1).slice(3, from, from + length, 1), kernel * kernel * Channels);

    private static bool Are(Tensor y, int expected) =>
        TensorNumbers.Of<float>(y.to_type(ScalarType.Float32)).All(number => number == expected);
}
