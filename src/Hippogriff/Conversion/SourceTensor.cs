using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Conversion;

/// <summary>A weight of a network, as the file that is converted holds it.</summary>
/// <param name="Name">Its name in the network, which is that of public folders.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Type">Its type.</param>
/// <param name="Read">Reads it; the caller disposes of it.</param>
internal sealed record SourceTensor(string Name, long[] Shape, ScalarType Type, Func<Tensor> Read)
{
    /// <summary>The same numbers in another shape.</summary>
    public SourceTensor As(params long[] shape) =>
        Shape.SequenceEqual(shape)
            ? this
            : this with
            {
                Shape = shape,
                Read = () =>
                {
                    using Tensor read = Read();
                    return read.view(shape);
                },
            };

    /// <summary>What is written, under a name and in a type.</summary>
    public TensorToWrite To(string name, ScalarType? type) => new(name, Shape, Wanted(Type, type), Read);

    /// <summary>The type of a tensor in the new file: only numbers with a point change.</summary>
    public static ScalarType Wanted(ScalarType type, ScalarType? wanted) =>
        WeightCheck.IsFraction(type) ? wanted ?? type : type;
}
