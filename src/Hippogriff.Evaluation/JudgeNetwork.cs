using Hippogriff.Models;
using Hippogriff.Models.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Evaluation;

/// <summary>A judge's outputs for N pictures of G x G cells; logits, except for boxes and features.</summary>
/// <param name="Middles">Whether the centre of a thing is in the cell [N, G, G].</param>
/// <param name="Things">Class of the thing [N, K, G, G].</param>
/// <param name="Colours">Colour of the thing, 0 for its own [N, 1 + C, G, G].</param>
/// <param name="Boxes">Width and height of the thing as shares of the picture, 0 to 1 [N, 2, G, G].</param>
/// <param name="Looks">[N, 1 + L].</param>
/// <param name="Backgrounds">[N, B].</param>
/// <param name="Doings">[N, D].</param>
/// <param name="Presence">Which things are anywhere in the picture [N, K]; used in training only, so that the features
/// represent things.</param>
/// <param name="Features">Features from which all outputs for the whole picture are computed [N, F].</param>
public sealed record JudgeAnswers(
    Tensor Middles,
    Tensor Things,
    Tensor Colours,
    Tensor Boxes,
    Tensor Looks,
    Tensor Backgrounds,
    Tensor Doings,
    Tensor Presence,
    Tensor Features
);

/// <summary>
/// A small convolutional network that detects things by their centres (CenterNet, 1904.07850). Cells of two patches a
/// side predict centre, class, colour and size, so number, position and colour belong to a thing. Look, background and
/// action are predicted from the whole picture. In between, cells of four patches a side attend to all others, because
/// a thing that fills the picture has only one centre. Its shading is also best visible where it is largest.
/// </summary>
public sealed class JudgeNetwork : nn.Module
{
    /// <summary>Side of a patch in pixels where none is named.</summary>
    public const int UsualPatch = 2;

    /// <summary>Length of <see cref="JudgeAnswers.Features"/>.</summary>
    public const int FeatureCount = 128;

    private const int HeadWidth = 32;
    private readonly int things;
    private readonly int colours;
    private readonly int patch;
    private readonly int[] wholes;
    private readonly BackgroundParts backgrounds;
    private readonly Conv2d stem;
    private readonly ResidualBlock fine;
    private readonly Conv2d to_middle;
    private readonly ModuleList<ResidualBlock> middle;
    private readonly Conv2d to_coarse;
    private readonly ModuleList<ResidualBlock> coarse;
    private readonly ModuleList<AttentionBlock> around;
    private readonly Conv2d from_coarse;
    private readonly ResidualBlock merged;
    private readonly GroupNorm dense_norm;
    private readonly Conv2d dense;
    private readonly GroupNorm whole_norm;
    private readonly GroupNorm texture_norm;
    private readonly Linear features;
    private readonly Linear whole;

    /// <param name="labels">The labels.</param>
    /// <param name="width">Channels of the first level; doubled twice. A multiple of 8.</param>
    /// <param name="patch">Side in pixels of the squares that the first level sees as one place.</param>
    public JudgeNetwork(JudgeLabels labels, int width = 32, int patch = UsualPatch)
        : base(nameof(JudgeNetwork))
    {
        (things, colours, this.patch) = (labels.Things.Count, labels.Colours.Count + 1, patch);
        backgrounds = new BackgroundParts(labels.Backgrounds);
        wholes = [labels.Looks.Count + 1, backgrounds.Count, labels.Doings, things];
        stem = nn.Conv2d(InputsOf(patch), width, 3, padding: 1);
        fine = new ResidualBlock(width, width);
        to_middle = nn.Conv2d(width, 2 * width, 3, 2, 1);
        middle = [new ResidualBlock(2 * width, 2 * width), new ResidualBlock(2 * width, 2 * width)];
        to_coarse = nn.Conv2d(2 * width, 4 * width, 3, 2, 1);
        coarse = [new ResidualBlock(4 * width, 4 * width), new ResidualBlock(4 * width, 4 * width)];
        around =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(_ => new AttentionBlock(4 * width, Math.Max(1, 4 * width / HeadWidth), length: 0)),
        ];
        from_coarse = nn.Conv2d(4 * width, 2 * width, 1);
        merged = new ResidualBlock(2 * width, 2 * width);
        dense_norm = Normalization.Group(2 * width);
        dense = nn.Conv2d(2 * width, 1 + things + colours + 2, 1);
        whole_norm = Normalization.Group(4 * width);
        texture_norm = Normalization.Group(width);
        features = nn.Linear(10 * width, FeatureCount);
        whole = nn.Linear(FeatureCount, wholes.Sum());
        RegisterComponents();
    }

    /// <summary>Number of parameters, computed without building the network.</summary>
    /// <exception cref="OverflowException">The number overflows.</exception>
    internal static long Numbers(JudgeLabels labels, long width, int patch = UsualPatch)
    {
        long things = labels.Things.Count,
            colours = labels.Colours.Count + 1,
            wholes = labels.Looks.Count + 1 + new BackgroundParts(labels.Backgrounds).Count + labels.Doings + things;
        return checked(
            NetworkSize.Convolution(InputsOf(patch), width, 3)
            + NetworkSize.Residual(width, width, 0)
            + NetworkSize.Convolution(width, 2 * width, 3)
            + 3 * NetworkSize.Residual(2 * width, 2 * width, 0)
            + NetworkSize.Convolution(2 * width, 4 * width, 3)
            + 2 * NetworkSize.Residual(4 * width, 4 * width, 0)
            + 2 * NetworkSize.Attending(4 * width)
            + NetworkSize.Convolution(4 * width, 2 * width, 1)
            + 2 * 2 * width
            + NetworkSize.Convolution(2 * width, 1 + things + colours + 2, 1)
            + 2 * 4 * width
            + 2 * width
            + NetworkSize.Linear(10 * width, FeatureCount)
            + NetworkSize.Linear(FeatureCount, wholes)
        );
    }

    /// <summary>Side of a cell in pixels.</summary>
    public int Cell => CellOf(patch);

    internal static int CellOf(int patch) => 2 * patch;

    private static int InputsOf(int patch) => 3 * patch * patch;

    /// <summary>Channels D of <see cref="Middle"/>.</summary>
    public int CoarseWidth => (int)from_coarse.weight.shape[1];

    /// <summary>
    /// The features of the two fine levels for pixels [N, 3, H, W]: [N, w, H/p, W/p] and [N, 2 w, G, G].
    /// </summary>
    public IReadOnlyList<Tensor> FineLevels(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor first = First(pixels);
        return [first.MoveToOuterDisposeScope(), Second(first).MoveToOuterDisposeScope()];
    }

    /// <summary>The features of the coarse level, which has looked around [N, D, G/2, G/2].</summary>
    public Tensor Middle(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        return Third(Second(First(pixels))).MoveToOuterDisposeScope();
    }

    // [N, 3, H, W] to [N, w, H/p, W/p]
    private Tensor First(Tensor pixels) =>
        fine.call(stem.call(ConvolutionLayout.InTraining(nn.functional.pixel_unshuffle(pixels, patch))), null);

    private Tensor Second(Tensor first)
    {
        Tensor h = to_middle.call(first);
        foreach (ResidualBlock block in middle)
            h = block.call(h, null); // [N, 2 w, G, G]
        return h;
    }

    private Tensor Third(Tensor second)
    {
        Tensor c = to_coarse.call(second);
        foreach (ResidualBlock block in coarse)
            c = block.call(c, null); // [N, 4 w, G/2, G/2]
        return LookAround(c);
    }

    /// <summary>Runs on pixels [N, 3, H, W] in [-1, 1]; H and W are multiples of four patches.</summary>
    public JudgeAnswers Look(Tensor pixels)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor h = First(pixels);
        Tensor texture = Normalization.GroupSilu(texture_norm, h); // looks are a matter of texture
        h = Second(h);
        Tensor c = Third(h);
        Tensor up = nn.functional.interpolate(
            from_coarse.call(c),
            scale_factor: [2, 2],
            mode: InterpolationMode.Nearest
        );
        h = merged.call(h.Plus(up), null);
        Tensor[] cells = dense.call(Normalization.GroupSilu(dense_norm, h)).split([1, things, colours, 2], 1);
        c = Normalization.GroupSilu(whole_norm, c);
        Tensor f = nn.functional.silu(
            features.call(cat([c.mean([2, 3]), c.amax([2, 3]), texture.mean([2, 3]), texture.amax([2, 3])], 1))
        ); // [N, F]
        Tensor[] answers = whole.call(f).split([.. wholes.Select(w => (long)w)], 1);
        Tensor[] all =
        [
            cells[0].squeeze(1),
            cells[1],
            cells[2],
            cells[3].sigmoid(),
            answers[0],
            backgrounds.Together(answers[1]),
            answers[2],
            answers[3],
            f,
        ];
        foreach (Tensor tensor in all)
            tensor.MoveToOuterDisposeScope();
        return new JudgeAnswers(all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8]);
    }

    private Tensor LookAround(Tensor x)
    {
        (long rows, long columns) = (x.shape[2], x.shape[3]);
        Tensor h = x.flatten(2).transpose(1, 2); // [N, T, 4 w]
        h = h.Plus(GridPositions.For((int)rows, (int)columns, (int)x.shape[1], x));
        foreach (AttentionBlock block in around)
            h = block.call(h);
        return h.transpose(1, 2).reshape(x.shape);
    }

    /// <summary>Floating-point operations of <see cref="FineLevels"/> for a picture of that side in pixels.</summary>
    public double FlopsOfFineLevels(int side)
    {
        double width = CoarseWidth / 4.0,
            places = Math.Pow(side / patch, 2),
            cells = places / 4;
        return 2 * places * 9 * InputsOf(patch) * width
            + ResidualBlock.Flops(places, width, width)
            + 2 * cells * 9 * width * 2 * width
            + middle.Count * ResidualBlock.Flops(cells, 2 * width, 2 * width);
    }

    /// <summary>Floating-point operations of <see cref="Look"/> for a picture of that side in pixels.</summary>
    public double FlopsPerPicture(int side)
    {
        double d = CoarseWidth,
            cells = Math.Pow(side / Cell, 2),
            coarsePlaces = cells / 4;
        return FlopsOfFineLevels(side)
            + 2 * coarsePlaces * 9 * d / 2 * d
            + coarse.Count * ResidualBlock.Flops(coarsePlaces, d, d)
            + around.Count * AttentionBlock.Flops(coarsePlaces, d)
            + 2 * coarsePlaces * d * d / 2
            + ResidualBlock.Flops(cells, d / 2, d / 2)
            + 2 * cells * d / 2 * dense.weight.shape[0];
    }

    /// <summary>
    /// Initialises every weight with its own generator: normal with variance 2 / inputs. Zero-initialised branches stay
    /// zero. The centre bias expects few centres.
    /// </summary>
    public void Begin(long seed)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new((ulong)seed, CPU);
        foreach (AttentionBlock block in around)
            block.ZeroOutput();
        foreach ((string name, Parameter weight) in named_parameters().OrderBy(p => p.name, StringComparer.Ordinal))
        {
            if (weight.dim() >= 2 && weight.abs().max().item<float>() > 0)
                weight.copy_(
                    randn(weight.shape, dtype: ScalarType.Float32, generator: generator)
                        * Held(Math.Sqrt(2.0 * weight.shape[0] / weight.numel()))
                );
            else if (weight.dim() == 1 && name.EndsWith("bias", StringComparison.Ordinal))
                weight.zero_();
        }
        dense.bias!.narrow(0, 0, 1).fill_(Held(-4));
    }
}
