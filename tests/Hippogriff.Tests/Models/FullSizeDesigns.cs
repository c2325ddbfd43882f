using Hippogriff.Models;
using Hippogriff.Models.Autoencoder;
using Hippogriff.Models.Text;
using Hippogriff.Tests.House;
using Hippogriff.Training.Recipes;
using TorchSharp;

namespace Hippogriff.Tests.Models;

/// <summary>One design of recipes/designs in its full size.</summary>
public sealed record FullSizeDesign(TrainingRecipe Recipe, TextEncoder Text, DenoiserNetwork Network, Autoencoder? Codec) : IDisposable
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
    /// <summary>Words of the vocabulary that the snapshots are taken with; the real number comes from the captions.</summary>
    public const int Words = 1_000;

    private readonly Dictionary<string, FullSizeDesign> _built = [];

    public static TheoryData<string> Names => [.. Directory.GetFiles(Path.Combine(Repository.Root, "recipes", "designs"), "*.json").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    public FullSizeDesign this[string name] => _built.TryGetValue(name, out FullSizeDesign? design) ? design : _built[name] = Build(name);

    private static FullSizeDesign Build(string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        TrainingRecipe recipe = TrainingRecipe.Load(Path.Combine(Repository.Root, "recipes", "designs", name + ".json"));
        FullSizeDesign design = new(
            recipe, new TextEncoder(new TextEncoderConfig(Words, recipe.Text.Length, recipe.Text.Width, recipe.Text.Depth)), recipe.Network.Build(),
            recipe.Autoencoder is { } codec ? new Autoencoder(codec.Config) : null);
        foreach (torch.nn.Module part in new torch.nn.Module?[] { design.Text, design.Network, design.Codec }.OfType<torch.nn.Module>())
            foreach ((string _, torch.Tensor tensor) in part.state_dict()) tensor.DetachFromDisposeScope();
        return design;
    }

    public void Dispose()
    {
        foreach (FullSizeDesign design in _built.Values) design.Dispose();
    }
}
