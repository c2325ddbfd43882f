using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Training.Evaluation;

/// <summary>A small convolutional network that says which things are in a picture. It never sees the generator's pictures while it learns.</summary>
public sealed class ThingJudge : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d stem;
    private readonly ModuleList<ResidualBlock> blocks;
    private readonly ModuleList<Conv2d> down;
    private readonly GroupNorm norm;
    private readonly Linear head;

    /// <param name="things">Number of things it tells apart.</param>
    /// <param name="width">Channels of the first level; doubled twice.</param>
    public ThingJudge(int things, int width = 48) : base(nameof(ThingJudge))
    {
        Things = things;
        stem = nn.Conv2d(12, width, 3, padding: 1);
        blocks = [.. new[] { width, 2 * width, 4 * width }.Select(w => new ResidualBlock(w, w))];
        down = [.. new[] { width, 2 * width }.Select(w => nn.Conv2d(w, 2 * w, 3, 2, 1))];
        norm = Normalization.Group(4 * width);
        head = nn.Linear(8 * width, things);
        RegisterComponents();
    }

    /// <summary>Number of things it tells apart.</summary>
    public int Things { get; }

    /// <summary>Pixels [N, 3, H, W] in [-1, 1] to one logit a thing [N, K].</summary>
    public override Tensor forward(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = stem.call(nn.functional.pixel_unshuffle(pixels, 2));                // [N, w, H/2, W/2]
        for (int level = 0; level < blocks.Count; level++)
        {
            h = blocks[level].call(h, null);
            if (level < down.Count) h = down[level].call(h);
        }
        h = nn.functional.silu(norm.call(h));                                          // [N, 4 w, H/8, W/8]
        return head.call(cat([h.mean([2, 3]), h.amax([2, 3])], 1)).MoveToOuterDisposeScope();
    }
}
