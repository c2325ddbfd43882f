using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Tests.House;
using Hippogriff.Training.Recipes;
using TorchSharp;

namespace Hippogriff.Tests.Models;

/// <summary>The networks of one recipe in their full size.</summary>
public sealed record FullSizeDesign(
    TrainingRecipe Recipe,
    TextEncoder Text,
    DenoiserNetwork Network,
    Autoencoder? Codec
) : IDisposable
{
    public void Dispose()
    {
        Text.Dispose();
        Network.Dispose();
        Codec?.Dispose();
    }
}

/// <summary>All of them, each built once.</summary>
public sealed class FullSizeDesigns : IDisposable
{
    /// <summary>
    /// Words of the vocabulary that the snapshots are taken with; the real number comes from the captions.
    /// </summary>
    public const int Words = 1_000;

    private readonly Dictionary<string, FullSizeDesign> _built = [];

    private static readonly string[] files =
    [
        .. new[] { "recipes", "recipes/designs" }
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.json"))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Names of all recipes.</summary>
    public static TheoryData<string> Names => [.. files.Select(f => Path.GetFileNameWithoutExtension(f)!)];

    public FullSizeDesign this[string name] =>
        _built.TryGetValue(name, out FullSizeDesign? design) ? design : _built[name] = Build(name);

    private static FullSizeDesign Build(string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        TrainingRecipe recipe = TrainingRecipe.Load(files.Single(f => Path.GetFileNameWithoutExtension(f) == name));
        FullSizeDesign design = new(
            recipe,
            new TextEncoder(recipe.Text.Config(Words)),
            recipe.Network.Build(),
            recipe.Autoencoder is { } codec ? new Autoencoder(codec.Config) : null
        );
        foreach (
            torch.nn.Module part in new torch.nn.Module?[]
            {
                design.Text,
                design.Network,
                design.Codec,
            }.OfType<torch.nn.Module>()
        )
        foreach ((string _, torch.Tensor tensor) in part.state_dict())
            tensor.DetachFromDisposeScope();
        return design;
    }

    public void Dispose()
    {
        foreach (FullSizeDesign design in _built.Values)
            design.Dispose();
    }
}
