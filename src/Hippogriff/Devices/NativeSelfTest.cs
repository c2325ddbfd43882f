using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Devices;

/// <summary>
/// Runs small products and convolutions of every kind that sampling and training need. All inputs are ones, so every
/// result is known exactly. Native code that does not fit the processor ends its process. The test therefore runs in a
/// child process, once per machine (<see cref="SelfTestRun"/>); the exit code is the result.
/// </summary>
/// <example>
/// To use the self-test in your own program, begin it with two lines:
/// <code>
/// if (NativeSelfTest.Answer(args) is { } exitCode) return exitCode; // this is the child
/// NativeSelfTest.Allow();
/// </code>
/// </example>
public static class NativeSelfTest
{
    /// <summary>The argument that makes a program the child.</summary>
    internal const string Argument = "--self-test-of-natives";

    /// <summary>Exit codes of the child other than 0: wrong numbers; libtorch does not load, or throws.</summary>
    internal const int WrongNumbers = 86,
        NotTested = 87;

    private const int Channels = 48,
        Side = 8;

    /// <summary>
    /// Rows, inputs and outputs of products as layers use them. The sizes decide whether oneDNN's planning divides by
    /// zero.
    /// </summary>
    private static readonly (int Rows, int In, int Out)[] s_products =
    [
        (128, 256, 1024),
        (128, 1024, 256),
        (64, 256, 256),
        (48, 768, 192),
    ];

    /// <summary>Whether this program may be started as the child.</summary>
    internal static bool IsAllowed { get; private set; }

    /// <summary>
    /// Declares that this program calls <see cref="Answer"/> first. The first use of libtorch may then start it again
    /// for a self-test. Without this, only the processor's answers decide.
    /// </summary>
    public static void Allow() => IsAllowed = true;

    /// <summary>
    /// Runs the test if <paramref name="args"/> ask for it and returns the exit code to end with; otherwise returns
    /// null.
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

    /// <summary>True if all numbers are correct.</summary>
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

    /// <summary>A product as a matrix product, as a linear layer, and as a 1x1 convolution.</summary>
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

    /// <summary>Gradients have kernels of their own.</summary>
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

    /// <summary>The values away from the borders, where the whole kernel lies inside the input.</summary>
    private static bool Middles(Tensor y, int from, int length, int kernel = 3) =>
        Are(y.slice(2, from, from + length, 1).slice(3, from, from + length, 1), kernel * kernel * Channels);

    private static bool Are(Tensor y, int expected) =>
        TensorNumbers.Of<float>(y.to_type(ScalarType.Float32)).All(number => number == expected);
}
