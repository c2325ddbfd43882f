using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Training.Objectives;

/// <summary>
/// An auxiliary head on the middle of a U-Net that has to say what another network sees in the clean picture (REPA,
/// 2410.06940). The middle learns sooner what things are, and the denoiser with it. Used in training only.
/// </summary>
public sealed class AlignHead : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d read;
    private readonly Conv2d say;

    /// <param name="width">Channels of the middle.</param>
    /// <param name="features">Channels of the other network's features.</param>
    public AlignHead(int width, int features)
        : base(nameof(AlignHead))
    {
        read = nn.Conv2d(width, width, 1);
        say = nn.Conv2d(width, features, 1);
        RegisterComponents();
    }

    /// <summary>Middle [N, D, h, w] to the features that it stands for [N, F, h, w].</summary>
    public override Tensor forward(Tensor bottleneck)
    {
        using DisposeScope scope = NewDisposeScope();
        return say.call(nn.functional.silu(read.call(bottleneck))).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Loss per picture [N], 0 to 2: one minus the cosine between what the middle says and the true features
    /// [N, F, h', w'], mean over places. Where the grids differ, the features are averaged or repeated.
    /// </summary>
    public Tensor Loss(Tensor bottleneck, Tensor features)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor said = call(bottleneck).to(ScalarType.Float32),
            truth = features.to(ScalarType.Float32);
        if (!truth.shape[2..].SequenceEqual(said.shape[2..]))
            truth = nn.functional.adaptive_avg_pool2d(truth, [said.shape[2], said.shape[3]]);
        Tensor cosine = nn.functional.cosine_similarity(said, truth, 1); // [N, h, w]
        return cosine.mean([1, 2]).TakenFrom(1).MoveToOuterDisposeScope();
    }
}
