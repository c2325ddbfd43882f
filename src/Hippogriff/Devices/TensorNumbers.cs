using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Devices;

/// <summary>
/// Copies tensors to arrays in one call. TorchSharp's <c>data&lt;T&gt;().ToArray()</c> asks libtorch for the size again
/// at each element.
/// </summary>
public static class TensorNumbers
{
    /// <summary>All elements of a tensor on any device, in row-major order.</summary>
    /// <exception cref="ArgumentException">Its elements have another size than <typeparamref name="T"/>.</exception>
    public static T[] Of<T>(Tensor tensor)
        where T : unmanaged
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor here = tensor.detach().cpu().contiguous();
        if (here.ElementSize != Marshal.SizeOf<T>())
            throw new ArgumentException(
                $"A tensor of {here.dtype} holds no numbers of the kind {typeof(T).Name}.",
                nameof(tensor)
            );
        T[] numbers = GC.AllocateUninitializedArray<T>(checked((int)here.numel()));
        here.bytes.CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
