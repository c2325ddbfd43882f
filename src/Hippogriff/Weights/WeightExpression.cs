using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// An expression that computes a tensor of a network from tensors of a file. All expressions are linear, so they also
/// apply to weight updates (LoRA). Created by the methods of <see cref="Weight"/>.
/// </summary>
public abstract record WeightExpression
{
    /// <summary>The names of the required tensors in the file.</summary>
    public abstract IEnumerable<string> Sources { get; }

    /// <summary>The names of <see cref="Sources"/> and of all alternatives.</summary>
    public virtual IEnumerable<string> AllSources => Sources;

    /// <summary>Whether it is one unchanged tensor of the file.</summary>
    public virtual bool IsWhole => false;

    /// <summary>
    /// The shape of a tensor of the file, given that the network's is <paramref name="wanted"/>. Null if it cannot be
    /// derived, because only some of its rows are taken.
    /// </summary>
    public abstract long[]? SourceShape(string source, long[] wanted);

    /// <summary>The resulting shape; null if the file's shapes are incompatible.</summary>
    /// <param name="source">Shape of a tensor of the file.</param>
    /// <param name="wanted">Shape of the network's tensor.</param>
    public abstract long[]? Shape(Func<string, long[]> source, long[] wanted);

    /// <summary>
    /// The tensor [wanted] in the caller's dispose scope. Null if all sources are missing; if only some are, they count
    /// as zero.
    /// </summary>
    /// <param name="source">A tensor of the file, or null if there is none.</param>
    /// <param name="wanted">Shape of the network's tensor.</param>
    public abstract Tensor? Value(Func<string, Tensor?> source, long[] wanted);

    /// <summary>
    /// The inverse: distributes <paramref name="value"/>, a tensor of the network, to tensors of the file.
    /// </summary>
    /// <param name="value">The network's tensor.</param>
    /// <param name="give">Receives a tensor of the file, or some of its rows (dimension, first row, end row).</param>
    /// <exception cref="NotSupportedException">There is no inverse.</exception>
    public abstract void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give);

    /// <summary>The same with renamed tensors of the file.</summary>
    public abstract WeightExpression Rename(Func<string, string> name);

    /// <summary>Resolves alternatives by the tensors that exist in the file.</summary>
    public abstract WeightExpression Resolve(Func<string, bool> has);
}
