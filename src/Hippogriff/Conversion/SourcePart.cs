using System.Text.RegularExpressions;
using Hippogriff.Models;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Conversion;

/// <summary>A network of the checkpoint that is converted.</summary>
/// <param name="Name">Its folder: "unet", "vae", "text_encoder".</param>
/// <param name="Config">Its sizes.</param>
/// <param name="Tensors">Its weights.</param>
internal sealed partial record SourcePart(string Name, object Config, IReadOnlyList<SourceTensor> Tensors)
{
    /// <summary>Finds the weights of a network in files.</summary>
    /// <param name="name">Its folder.</param>
    /// <param name="config">Its sizes.</param>
    /// <param name="build">Builds it; it is built without numbers.</param>
    /// <param name="files">The files.</param>
    /// <param name="map">From the files' names to its own.</param>
    /// <exception cref="HippogriffException">A weight is missing or has another shape.</exception>
    public static SourcePart Of(string name, object config, Func<nn.Module> build, WeightFiles files, WeightMap map)
    {
        using nn.Module network = FreshModule.OnMeta(build);
        List<SourceTensor> tensors = [];
        List<string> missing = [];
        foreach ((string own, Tensor wanted) in network.state_dict())
        {
            WeightExpression expression = map.ExpressionOf(own).Resolve(files.ByName.ContainsKey);
            if (expression.Sources.FirstOrDefault(source => !files.ByName.ContainsKey(source)) is { } lacking)
                missing.Add(lacking);
            else
                tensors.Add(TensorOf(own, wanted.shape, expression, files));
        }
        return missing.Count == 0
            ? new SourcePart(name, config, tensors)
            : throw new HippogriffException(
                $"'{files.Path}' lacks {missing.Count} weights of the part {name}, such as {Quoted.Few(missing)}.",
                FaultKind.DamagedFile
            );
    }

    /// <summary>Whether a weight is of an autoencoder's attention: linear in folders, 1x1 convolutions in single
    /// files.</summary>
    public bool IsAttention(SourceTensor tensor) => Name == ConversionSource.Vae && Attention().IsMatch(tensor.Name);

    private static SourceTensor TensorOf(string name, long[] wanted, WeightExpression expression, WeightFiles files)
    {
        string[] sources = [.. expression.Sources];
        SafetensorsEntry first = files.ByName[sources[0]];
        long[] stored = [.. first.Shape];
        if (
            expression.Shape(source => [.. files.ByName[source].Shape], wanted) is not { } found
            || !Fits(found, wanted)
        )
            throw new HippogriffException(
                $"'{files.Path}' has {Quoted.Name(sources[0])} of the shape [{string.Join(", ", stored)}], which does "
                    + $"not fit [{string.Join(", ", wanted)}].",
                FaultKind.Incompatible
            );
        // 1x1 convolutions and linear layers stay as they were stored.
        if (sources.Length == 1 && Fits(stored, wanted) && !IsTransposed(expression))
            return new SourceTensor(name, stored, first.Type, () => files.Read(sources[0]));
        return new SourceTensor(name, wanted, first.Type, () => Value(expression, wanted, files));
    }

    private static Tensor Value(WeightExpression expression, long[] wanted, WeightFiles files)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor value = expression.Value(source => files.Read(source), wanted)!;
        return value.contiguous().DetachFromDisposeScope();
    }

    private static bool IsTransposed(WeightExpression expression) =>
        expression.SourceShape(expression.Sources.First(), [2, 3]) is [3, 2];

    /// <summary>Whether two shapes are the same but for sides of 1 at the end.</summary>
    private static bool Fits(long[] one, long[] other) => Weight.Bare(one).SequenceEqual(Weight.Bare(other));

    [GeneratedRegex(@"\.attentions\.0\.(to_q|to_k|to_v|to_out\.0)\.weight$")]
    private static partial Regex Attention();
}
