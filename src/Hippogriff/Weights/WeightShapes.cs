namespace Hippogriff.Weights;

/// <summary>
/// Names and shapes of a file's tensors below a prefix: what is known of a network before any of its weights is read.
/// </summary>
/// <param name="tensors">The tensors by name.</param>
/// <param name="prefix">Put before every name that is asked for.</param>
public sealed class WeightShapes(IReadOnlyDictionary<string, SafetensorsEntry> tensors, string prefix = "")
{
    /// <summary>Put before every name that is asked for.</summary>
    public string Prefix => prefix;

    /// <summary>Those of the same file below a further prefix.</summary>
    public WeightShapes In(string more) => new(tensors, prefix + more);

    /// <summary>Whether there is such a tensor.</summary>
    public bool Has(string name) => tensors.ContainsKey(prefix + name);

    /// <summary>The shape of a tensor; null if there is none.</summary>
    public IReadOnlyList<long>? Find(string name) => tensors.GetValueOrDefault(prefix + name)?.Shape;

    /// <summary>One side of a tensor.</summary>
    /// <exception cref="HippogriffException">There is no such tensor, or it has fewer dimensions, or the side is beyond
    /// what a network can have.</exception>
    public int Side(string name, int dimension) =>
        Find(name) is not { } shape
            ? throw new HippogriffException(
                $"The weights lack {Quoted.Name(prefix + name)}, from which the network's sizes are read.",
                FaultKind.Incompatible
            )
        : dimension < shape.Count && shape[dimension] is > 0 and <= int.MaxValue ? (int)shape[dimension]
        : throw new HippogriffException(
            $"{Quoted.Name(prefix + name)} has the shape [{string.Join(", ", shape)}], which no network of this kind "
                + "has.",
            FaultKind.Incompatible
        );

    /// <summary>How many of name(0), name(1), ... there are before the first that is missing.</summary>
    public int Count(Func<int, string> name)
    {
        int count = 0;
        while (Has(name(count)))
            count++;
        return count;
    }
}
