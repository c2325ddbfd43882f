using Hippogriff.Training.Data;
using Hippogriff.Training.Scenes;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Training.Evaluation;

/// <summary>Pictures with the things that are truly in them.</summary>
/// <param name="Pictures">The pictures.</param>
/// <param name="Things">Names of the things in each.</param>
public sealed record LabelledBatch(PictureBatch Pictures, IReadOnlyList<IReadOnlyList<string>> Things);

/// <summary>Teaches a judge on composed scenes, whose truth is known: one yes or no a thing.</summary>
public sealed class JudgeObjective(ThingJudge judge, SceneComposer scenes, IReadOnlyList<string> names, int batchSize, ScalarType type) : IObjective<LabelledBatch>
{
    public nn.Module Network => judge;

    public int BatchSize => batchSize;

    public LabelledBatch Prepare(long step) => Take(scenes, step * batchSize, batchSize);

    public Tensor Loss(LabelledBatch batch, Generator random)
    {
        Device device = judge.parameters().First().device;
        Tensor pixels = batch.Pictures.Pixels(device, ScalarType.Float32);
        Tensor blur = rand([batch.Pictures.Count, 1, 1, 1], dtype: ScalarType.Float32, device: device, generator: random) * 0.15;
        pixels = pixels + randn(pixels.shape, dtype: ScalarType.Float32, device: device, generator: random) * blur; // a generator's pictures are never quite clean
        Tensor logits = judge.call(pixels.to(type)).to(ScalarType.Float32);            // [N, K]
        return nn.functional.binary_cross_entropy_with_logits(logits, Truth(batch, names).to(device)) * names.Count;
    }

    /// <summary>Scenes <paramref name="first"/> and on with their truth.</summary>
    public static LabelledBatch Take(SceneComposer scenes, long first, int count) => new(
        PictureBatch.Take(scenes, first, count),
        [.. Enumerable.Range(0, count).Select(i => (IReadOnlyList<string>)[.. scenes.Plan(first + i).Scene.Things.Select(t => t.Concept).Distinct()])]);

    private static Tensor Truth(LabelledBatch batch, IReadOnlyList<string> names)
    {
        float[,] truth = new float[batch.Things.Count, names.Count];
        for (int i = 0; i < batch.Things.Count; i++)
            foreach (string thing in batch.Things[i])
                for (int k = 0; k < names.Count; k++)
                    if (names[k] == thing) truth[i, k] = 1;
        return tensor(truth);
    }
}
