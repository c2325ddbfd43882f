using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// Checks a file against a network before any weight is read: names, shapes, types and unexpected tensors.
/// </summary>
internal static class WeightCheck
{
    /// <exception cref="HippogriffException">The file does not match; the message has the first few reasons of one
    /// kind.</exception>
    public static void Require(IWeightSource file, WeightMap map, IReadOnlyList<WeightTarget> targets)
    {
        List<string> missing = [],
            shapes = [],
            kinds = [];
        foreach (WeightTarget target in targets)
        {
            string[] sources = [.. target.Expression.Sources];
            string[] lacking = [.. sources.Where(name => !file.ByName.ContainsKey(name))];
            missing.AddRange(lacking);
            if (lacking.Length > 0)
                continue;
            long[]? shape = target.Expression.Shape(name => [.. file.ByName[name].Shape], target.Tensor.shape);
            if (shape is null || !shape.SequenceEqual(target.Tensor.shape))
                shapes.Add(Wrong(file, target, sources));
            else if (!target.Tensor.is_floating_point())
                kinds.AddRange(sources.Where(name => IsFraction(file.ByName[name].Type)));
        }
        if (missing.Count > 0)
            throw Unfit(file, $"it lacks {Weights(missing.Count)} {Quoted.Few(missing)}.");
        if (shapes.Count > 0)
            throw Unfit(
                file,
                $"{string.Join(", ", shapes.Take(3))}{(shapes.Count > 3 ? $" and {shapes.Count - 3} more" : "")}."
            );
        if (kinds.Count > 0)
            throw Unfit(file, $"{Quoted.Few(kinds)} should hold whole numbers.");
        HashSet<string> used = new(targets.SelectMany(target => target.Expression.Sources), StringComparer.Ordinal);
        string[] left = [.. file.ByName.Keys.Where(name => !used.Contains(name) && !map.MayBeLeft(name))];
        if (left.Length > 0)
            throw Unfit(
                file,
                $"it also holds {Weights(left.Length)} {Quoted.Few(left)}, which the network does not know."
            );
    }

    private static HippogriffException Unfit(IWeightSource file, string reason) =>
        new($"'{file.Path}' does not fit this network: {reason}", FaultKind.Incompatible);

    /// <summary>A tensor made from several is reported by the network's name.</summary>
    private static string Wrong(IWeightSource file, WeightTarget target, string[] sources)
    {
        string wanted = $"[{string.Join(", ", target.Tensor.shape)}]";
        string[] shapes = [.. sources.Select(name => $"[{string.Join(", ", file.ByName[name].Shape)}]")];
        return sources.Length == 1
            ? $"{Quoted.Name(sources[0])} is {shapes[0]} and should be {wanted}"
            : $"{Quoted.Few(sources)} are {string.Join(", ", shapes)} and should make {Quoted.Name(target.Name)} "
                + $"of {wanted}";
    }

    /// <summary>Whether numbers of a type have a point.</summary>
    internal static bool IsFraction(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    private static string Weights(int count) => count == 1 ? "the weight" : $"{count} weights:";
}
