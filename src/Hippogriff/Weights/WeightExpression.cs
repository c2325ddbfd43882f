using static TorchSharp.torch;

namespace Hippogriff.Weights;

/// <summary>
/// How a tensor of a network follows from tensors of a file. Each kind is linear, so what is said of weights holds for
/// changes of weights too (LoRA). Built by the methods of <see cref="Weight"/>.
/// </summary>
public abstract record WeightExpression
{
    /// <summary>The names of the file's tensors that it needs.</summary>
    public abstract IEnumerable<string> Sources { get; }

    /// <summary>The names of <see cref="Sources"/>, and of all alternatives that a file may have instead.</summary>
    public virtual IEnumerable<string> AllSources => Sources;

    /// <summary>Whether it is one tensor of the file as it is.</summary>
    public virtual bool IsWhole => false;

    /// <summary>
    /// The shape that a tensor of the file has where the network's is <paramref name="wanted"/>; null where that does
    /// not say, because only some of its rows are taken.
    /// </summary>
    public abstract long[]? SourceShape(string source, long[] wanted);

    /// <summary>
    /// The shape that comes out of the file's shapes; null where they do not go together.
    /// </summary>
    /// <param name="source">Shape of a tensor of the file.</param>
    /// <param name="wanted">Shape of the network's tensor.</param>
    public abstract long[]? Shape(Func<string, long[]> source, long[] wanted);

    /// <summary>
    /// The tensor [wanted]; lives in the caller's dispose scope. Null where none of its sources has anything; where
    /// only some have, the others count as zero.
    /// </summary>
    /// <param name="source">A tensor of the file, or null where it has none.</param>
    /// <param name="wanted">Shape of the network's tensor.</param>
    public abstract Tensor? Value(Func<string, Tensor?> source, long[] wanted);

    /// <summary>
    /// The way back: hands <paramref name="value"/>, a tensor of the network, out to the tensors of the file.
    /// </summary>
    /// <param name="value">The network's tensor.</param>
    /// <param name="give">Takes a tensor of the file, or some rows of it (dimension, first row, past the last).</param>
    /// <exception cref="NotSupportedException">There is no way back.</exception>
    public abstract void Back(Tensor value, Action<string, Tensor, (int Dim, long From, long To)?> give);

    /// <summary>The same over names that are called otherwise in the file.</summary>
    public abstract WeightExpression Rename(Func<string, string> name);

    /// <summary>Chooses between alternatives by what the file has.</summary>
    public abstract WeightExpression Resolve(Func<string, bool> has);
}
