using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Models;
using Hippogriff.Models.Layers;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines.Checkpoints;

/// <summary>
/// A kind of checkpoint that only tests know: one file, whose one layer says a colour for each letter.
/// </summary>
internal sealed class DotFormat : ICheckpointFormat
{
    public string Name => "Dot";

    /// <summary>Whether its network's layers are made where networks are built.</summary>
    public bool OnMeta { get; init; } = true;

    public bool Matches(CheckpointSource source) => source.IsFile && source.Tensors.ContainsKey("model.dot.colour");

    public ModelDefinition Read(CheckpointSource source) =>
        new()
        {
            Name = source.Name,
            Kind = Name,
            Defaults = new GenerationDefaults
            {
                Steps = 2,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 1,
                Width = 8,
                Height = 4,
            },
            Family = new Flow(),
            Prediction = Prediction.Sample,
            SizeMultiple = 4,
            License = "MIT",
            Parts =
            [
                new ModelPart("denoiser", () => [source.Path], () => new DotNetwork(OnMeta))
                {
                    Map = WeightMap.Same.Prefix("model.dot."),
                },
            ],
            Conditioner = _ => new LetterConditioner(),
        };

    /// <summary>Its clean guess is its colour, times the number of letters.</summary>
    private sealed class DotNetwork : DenoiserNetwork
    {
        private readonly Parameter colour;

        public DotNetwork(bool onMeta)
            : base(nameof(DotNetwork))
        {
            colour = new Parameter(onMeta ? Layer.Empty(3) : empty(3));
            RegisterComponents();
        }

        public override int SizeMultiple => 4;

        public override Tensor forward(Tensor x, Tensor time, Condition text)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor letters = text.Tokens.ne(HeldScalar.Held(0)).to(ScalarType.Float32).sum(1).view(-1, 1, 1, 1);
            return (colour.view(1, 3, 1, 1) * letters)
                .expand(x.shape[0], 3, x.shape[2], x.shape[3])
                .MoveToOuterDisposeScope();
        }

        public override double FlopsPerPass(int height, int width) => 0;
    }
}
