using Hippogriff.Data.Scenes;
using Hippogriff.Training.Objectives;
using Hippogriff.Training.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>The features of a judge, for trainings that are led by what it sees.</summary>
public sealed class JudgeFeatures : IPictureFeatures, IDisposable
{
    private readonly JudgeNetwork _network;

    private JudgeFeatures(JudgeNetwork network, int side) => (_network, Side) = (network, side);

    /// <inheritdoc/>
    public int Side { get; }

    /// <inheritdoc/>
    public int MiddleWidth => _network.CoarseWidth;

    /// <summary>Opens the judge that a recipe names; null if it names none.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="device">The device of the run.</param>
    /// <param name="type">Data type of networks in the run.</param>
    /// <exception cref="HippogriffException">There is no judge of the recipe's world.</exception>
    public static JudgeFeatures? Of(TrainingRecipe recipe, Device device, ScalarType type)
    {
        if (recipe.Judge is not { } folder)
            return null;
        SceneWorld world = recipe.World is { } file ? SceneWorld.Load(file) : SceneWorld.First;
        (JudgeNetwork network, JudgeFolder.Card card) = JudgeFolder.Read(world, folder, device);
        network.to(type);
        foreach (TorchSharp.Modules.Parameter weight in network.parameters())
            weight.requires_grad = false;
        return new JudgeFeatures(network, card.Size);
    }

    /// <inheritdoc/>
    public double FlopsPerPicture => _network.FlopsOfFineLevels(Side);

    /// <inheritdoc/>
    public IReadOnlyList<Tensor> Levels(Tensor pixels) => _network.FineLevels(pixels);

    /// <inheritdoc/>
    public Tensor Middle(Tensor pixels) => _network.Middle(pixels);

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}
