using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Latents;
using Hippogriff.Pipelines;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

/// <summary>
/// A model without weights that writes down how often it is asked. Its clean guess is a mix of what it sees and a
/// colour that the prompt's length says.
/// </summary>
internal sealed class ToyModel : IPictureModel
{
    /// <summary>Every pass: rows of the batch and prompts in it.</summary>
    public List<(long Rows, string[] Prompts)> Passes { get; } = [];

    /// <summary>Runs before each pass.</summary>
    public Action? BeforePass { get; set; }

    /// <summary>Share of the input in the guess.</summary>
    public double Trust { get; init; }

    public bool Disposed { get; private set; }

    /// <summary>Whether it says that drawings may share its passes.</summary>
    public bool SharesPasses { get; set; }

    public ModelFacts Facts => new(Name, Defaults, SizeMultiple, false) { SharesPasses = SharesPasses };

    public string Name => "toy";

    public string Hash => "0123456789";

    public GenerationDefaults Defaults { get; init; } =
        new()
        {
            Steps = 5,
            Sampler = "euler",
            Schedule = "uniform",
            Guidance = 3,
            Width = 8,
            Height = 4,
        };

    public int SizeMultiple => 4;

    public NoiseFamily Family { get; } = new Flow();

    public Device Device => CPU;

    public ITextConditioner Conditioner { get; } = new LetterConditioner();

    public ILatentCodec Codec => PixelCodec.Shared;

    public Denoiser DenoiserFor(Condition condition) =>
        (x, _) =>
        {
            string[] prompts = LetterConditioner.Read(condition);
            BeforePass?.Invoke();
            Passes.Add((x.shape[0], prompts));
            using var scope = NewDisposeScope();
            Tensor colours = tensor(Array.ConvertAll(prompts, p => p.Length / 10f))
                .repeat_interleave(x.shape[0] / prompts.Length, 0)
                .view(-1, 1, 1, 1);
            return (x * Held(Trust)).Plus(colours).MoveToOuterDisposeScope();
        };

    public void Dispose() => Disposed = true;
}
