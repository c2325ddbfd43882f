using Hippogriff.Devices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Models.Layers;

/// <summary>
/// A linear layer, y = x W^T + b, with the names, shapes and initial values of <see cref="Linear"/>. libtorch uses MKL
/// for float32 products, which uses AVX-512 only on Intel processors. For convolutions it uses oneDNN, which uses
/// AVX-512 on all processors. AMD processors have full 512-bit units from Zen 5 on. There the product is computed as a
/// 1x1 convolution over a picture one column wide. The sums are the same, 1.7 times as fast on two Zen 5 cores. On Zen
/// 4, which splits AVX-512 into halves, and without oneDNN (<see cref="NativeRuntime.OneDnn"/>), MKL is as fast or
/// faster.
/// </summary>
public sealed class Dense : nn.Module<Tensor, Tensor>
{
    private const int FewRows = 32; // below, the preparation of a convolution costs more than it gives
    private const int OtherSums = 128; // rows below which oneDNN adds in another order
    private static readonly bool s_mklLeavesHalf = CpuInfo.AmdHasWholeVectors() && NativeRuntime.OneDnn.On;

    private readonly Parameter weight;
    private readonly Parameter? bias;
    private readonly int input;
    private readonly int output;
    private readonly bool ofPictures;

    /// <param name="input">Input features.</param>
    /// <param name="output">Output features.</param>
    /// <param name="ofPictures">Whether rows are positions of pictures [N, T, input]; then a picture's result does not
    /// depend on N.</param>
    /// <param name="hasBias">Whether b exists.</param>
    public Dense(int input, int output, bool ofPictures = false, bool hasBias = true)
        : base(nameof(Dense))
    {
        (this.input, this.output, this.ofPictures) = (input, output, ofPictures);
        weight = new Parameter(Layer.Empty(output, input));
        bias = hasBias ? new Parameter(Layer.Empty(output)) : null;
        using (no_grad())
        {
            nn.init.kaiming_uniform_(weight, a: Math.Sqrt(5));
            if (bias is not null)
                nn.init.uniform_(bias, -1 / Math.Sqrt(input), 1 / Math.Sqrt(input));
        }
        RegisterComponents();
    }

    /// <summary>[..., input] to [..., output].</summary>
    public override Tensor forward(Tensor x)
    {
        long rows = x.numel() / input,
            counted = ofPictures && x.dim() == 3 ? x.shape[1] : rows;
        // With one thread, libtorch uses MKL for 1x1 convolutions as well.
        if (
            !s_mklLeavesHalf
            || counted < FewRows
            || x.dtype != ScalarType.Float32
            || x.device_type != DeviceType.CPU
            || get_num_threads() == 1
        )
            return nn.functional.linear(x, weight, bias);
        using DisposeScope scope = NewDisposeScope();
        long[] shape = x.shape;
        shape[^1] = output;
        Tensor flat = x.reshape(rows, input);
        if (ofPictures && rows < OtherSums && !is_grad_enabled())
            flat = cat([flat, zeros(OtherSums - rows, input)], 0);
        // [1, input, rows, 1], channels last: no copy
        Tensor column = flat.view(1, flat.shape[0], 1, input).permute(0, 3, 1, 2);
        Tensor y = nn.functional.conv2d(column, weight.view(output, input, 1, 1), bias); // [1, output, rows, 1]
        return y.narrow(2, 0, rows).permute(0, 2, 3, 1).reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Initialises a layer over [first, second] as the identity on the first half and zero on the second, for a learned
    /// long skip.
    /// </summary>
    public Dense PassFirst()
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        weight.copy_(Layer.Here(cat([eye(output, output), zeros(output, input - output)], 1)));
        if (bias is not null)
            nn.init.zeros_(bias);
        return this;
    }
}
