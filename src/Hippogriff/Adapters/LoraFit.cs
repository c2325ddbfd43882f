using Hippogriff.Texts;
using Hippogriff.Weights;

namespace Hippogriff.Adapters;

/// <summary>How much of a LoRA's file a model takes.</summary>
/// <param name="Name">The LoRA.</param>
/// <param name="Tensors">Tensors in the file.</param>
/// <param name="Used">Those that are applied.</param>
/// <param name="Layers">Layers of the file that change the model.</param>
/// <param name="Unknown">Names of the file's layers that the model does not have, or of tensors that belong to no known
/// kind of change.</param>
public sealed record LoraFit(string Name, int Tensors, int Used, int Layers, IReadOnlyList<string> Unknown)
{
    private const int MostNames = 5;

    /// <summary>Whether everything is applied.</summary>
    public bool IsWhole => Unknown.Count == 0;

    /// <summary>What is not applied, as a sentence; null if everything is.</summary>
    /// <param name="model">The model's name.</param>
    public string? Warning(string model) =>
        IsWhole
            ? null
            : $"The LoRA {Quoted.Name(Name)} fits the model {model} only in part: {Used} of its "
                + $"{Counted.Of(Tensors, "tensor")} are applied, and the model has nothing for "
                + $"{Quoted.Few(Unknown, MostNames)}.";
}
