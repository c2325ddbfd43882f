using Hippogriff.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Story.Training;

/// <summary>
/// Trains a network to predict the clean word at each position of a corrupted plot. The cross-entropy over all
/// positions, including kept ones, is minimal for the true posterior p(x_0 | x_t), which the game and the sampler need.
/// Kept positions are many and easy, so a third of them is used, with three times the weight.
/// </summary>
public sealed class StoryObjective(StoryNetwork network, StoryLessons lessons, int batchSize) : IObjective<StoryBatch>
{
    /// <inheritdoc/>
    public nn.Module Network => network;

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public StoryBatch Prepare(long step) => lessons.Take(step, batchSize);

    /// <inheritdoc/>
    public Tensor Loss(StoryBatch batch, BatchRandom random)
    {
        Tensor table = network.Table();
        Device device = table.device;
        // [A, W + 1]
        Tensor answers = network.Read(batch.Sentences.ToInput(device), table, tensor(batch.Asked).to(device));
        Tensor targets = tensor(batch.AskedTargets).to(device),
            shares = tensor(Shares(batch.Weights)).to(device); // [A]
        return (nn.functional.cross_entropy(answers, targets, reduction: nn.Reduction.None) * shares).sum();
    }

    private static float[] Shares(float[] weights)
    {
        float all = Math.Max(1, weights.Sum());
        return Array.ConvertAll(weights, weight => weight / all);
    }
}
