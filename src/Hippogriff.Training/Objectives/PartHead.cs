using Hippogriff.Data.Examples;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// An auxiliary head on the middle of a U-Net. It predicts for each cell the thing, its colour and the point of its
/// artwork, which sampling needs as well. Such representations speed up the training of a denoiser (REPA, 2410.06940).
/// REPA uses another network's features; composed scenes provide ground truth. Used in training only.
/// </summary>
public sealed class PartHead : nn.Module<Tensor, Tensor>
{
    private readonly int things;
    private readonly int colours;
    private readonly Conv2d read;

    /// <param name="width">Channels of the middle.</param>
    /// <param name="things">Number of different things.</param>
    /// <param name="colours">Number of assignable colours.</param>
    public PartHead(int width, int things, int colours)
        : base(nameof(PartHead))
    {
        (this.things, this.colours) = (things, colours);
        read = nn.Conv2d(width, 4 * (1 + things + 2 + 1 + colours), 1);
        RegisterComponents();
    }

    /// <summary>
    /// Middle [N, D, h, w] to [N, 1 + things + 2 + 1 + colours, 2 h, 2 w]: logits for nothing and each thing, the point
    /// (x, y), logits for the own colour and each other.
    /// </summary>
    public override Tensor forward(Tensor bottleneck)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.pixel_shuffle(read.call(bottleneck), 2).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Loss per picture [N], mean over cells: cross-entropy of the thing. Cells with a thing add the cross-entropy of
    /// its colour and four times the squared distance of the point.
    /// </summary>
    public Tensor Loss(Tensor bottleneck, IReadOnlyList<PartMap> truth)
    {
        using DisposeScope scope = NewDisposeScope();
        int side = truth[0].Side,
            n = truth.Count;
        Tensor read = call(bottleneck).to(ScalarType.Float32); // [N, 1 + K + 2 + 1 + C, S, S]
        Tensor thing = Cells(truth, t => t.Things.Select(k => (long)k)).to(bottleneck.device),
            colour = Cells(truth, t => t.Colours.Select(k => (long)k)).to(bottleneck.device); // [N, S, S]
        Tensor place = tensor([.. truth.SelectMany(t => t.Places)])
            .view(n, side, side, 2)
            .permute(0, 3, 1, 2)
            .to(bottleneck.device);
        Tensor there = thing.gt(Held(0)).to(ScalarType.Float32); // [N, S, S]
        Tensor which = nn.functional.cross_entropy(read.narrow(1, 0, things + 1), thing, reduction: nn.Reduction.None);
        Tensor apart = (read.narrow(1, things + 1, 2) - place).Squared().sum(1) * there;
        Tensor painted =
            nn.functional.cross_entropy(read.narrow(1, things + 3, colours + 1), colour, reduction: nn.Reduction.None)
            * there;
        return which.Plus(Held(4) * apart).Plus(painted).mean([1, 2]).MoveToOuterDisposeScope();
    }

    private static Tensor Cells(IReadOnlyList<PartMap> truth, Func<PartMap, IEnumerable<long>> what) =>
        tensor([.. truth.SelectMany(what)]).view(truth.Count, truth[0].Side, truth[0].Side);
}
