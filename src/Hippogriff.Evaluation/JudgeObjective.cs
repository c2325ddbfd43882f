using Hippogriff.Imaging;
using Hippogriff.Training.Loop;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>
/// Trains a judge on lessons with known truth. Centres use the focal loss of CenterNet (1904.07850, equation 1). Widths
/// and heights use the mean absolute error, and all other outputs cross-entropy.
/// </summary>
public sealed class JudgeObjective(
    JudgeNetwork judge,
    JudgeLabels labels,
    JudgeLessons lessons,
    int batchSize,
    ScalarType type
) : IObjective<JudgeBatch>
{
    private const double BoxWeight = 4;

    /// <inheritdoc/>
    public nn.Module Network => judge;

    /// <inheritdoc/>
    public int BatchSize => batchSize;

    /// <inheritdoc/>
    public JudgeBatch Prepare(long step) => new(labels, lessons, step * batchSize, batchSize, judge.Cell);

    /// <inheritdoc/>
    public Tensor Loss(JudgeBatch batch, BatchRandom random)
    {
        Device device = judge.parameters().First().device;
        Tensor pixels = Softening.Apply(ImageTensor.FromImages(batch.Pictures, device), random.Generator);
        return Loss(judge.Look(pixels.to(type)), batch);
    }

    /// <inheritdoc/>
    public double FlopsOf(JudgeBatch batch) => 3 * batch.Count * judge.FlopsPerPicture(batch.Grid * judge.Cell);

    /// <summary>The loss of given outputs.</summary>
    public static Tensor Loss(JudgeAnswers answers, JudgeBatch batch)
    {
        Device device = answers.Middles.device;
        long n = batch.Count,
            g = batch.Grid;
        Tensor middles = Float(batch.Middles).view(n, g, g),
            known = Float(batch.Known);
        Tensor things = tensor(batch.Things).view(n, g, g).to(device),
            inside = things.ge(Held(0)).to(ScalarType.Float32); // [N, G, G]
        Tensor which = Entropy(answers.Things, things.clamp_min(Held(0))),
            colour = Entropy(answers.Colours, tensor(batch.Colours).view(n, g, g).to(device)); // [N, G, G]
        Tensor box = (answers.Boxes.to(ScalarType.Float32) - Float(batch.Boxes).view(n, 2, g, g)).abs().mean([1]);
        Tensor cells =
            (which.Plus(colour).Plus(Held(BoxWeight) * box) * inside).sum() / inside.sum().clamp_min(Held(1));
        Tensor whole =
            Whole(answers.Looks, batch.Looks)
                .Plus(Held(0.5) * Whole(answers.Backgrounds, batch.Backgrounds))
                .Plus(Whole(answers.Doings, batch.Doings)) * known;
        Tensor presence =
            nn.functional.binary_cross_entropy_with_logits(
                    answers.Presence.to(ScalarType.Float32),
                    Float(batch.Presence).view(n, -1),
                    reduction: nn.Reduction.None
                )
                .sum(1) * known;
        return Focal(answers.Middles.to(ScalarType.Float32), middles)
            .Plus(cells)
            .Plus(whole.Plus(Held(0.25) * presence).mean());

        Tensor Float(float[] values) => tensor(values).to(device);

        Tensor Whole(Tensor logits, long[] truth) => Entropy(logits, tensor(truth).to(device)); // [N]
    }

    private static Tensor Entropy(Tensor logits, Tensor truth) =>
        nn.functional.cross_entropy(logits.to(ScalarType.Float32), truth, reduction: nn.Reduction.None);

    /// <summary>Sum over cells per thing: -(1 - p)^2 log p at a centre, -(1 - y)^4 p^2 log(1 - p) elsewhere.</summary>
    private static Tensor Focal(Tensor logits, Tensor middles)
    {
        Tensor p = logits.sigmoid(),
            hit = middles.eq(Held(1)).to(ScalarType.Float32);
        Tensor found = p.TakenFrom(1).Squared() * nn.functional.logsigmoid(logits) * hit;
        Tensor missed =
            middles.TakenFrom(1).pow(Held(4)) * p.Squared() * nn.functional.logsigmoid(-logits) * hit.TakenFrom(1);
        return -found.Plus(missed).sum() / hit.sum().clamp_min(Held(1));
    }
}
