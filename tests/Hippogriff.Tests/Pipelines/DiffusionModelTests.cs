using Hippogriff.Conditioning;
using Hippogriff.Denoising;
using Hippogriff.Denoising.Families;
using Hippogriff.Latents;
using Hippogriff.Models;
using Hippogriff.Pipelines;
using Hippogriff.Pipelines.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Pipelines;

public class DiffusionModelTests
{
    private static DiffusionModel Model(Recording network, ModelDefinition? definition = null) =>
        new(definition ?? Definition(), "0123456789", network, new LetterConditioner(), PixelCodec.Shared);

    private static ModelDefinition Definition() =>
        new()
        {
            Name = "recording",
            Kind = "test",
            Defaults = new GenerationDefaults
            {
                Steps = 1,
                Sampler = "euler",
                Schedule = "uniform",
                Guidance = 1,
                Width = 8,
                Height = 8,
            },
            Family = new Flow(),
            Prediction = Prediction.Sample,
            SizeMultiple = 1,
        };

    [Fact]
    public void The_network_is_told_time_in_its_own_units_once_a_row()
    {
        using var scope = NewDisposeScope();
        using Recording network = new();
        DiffusionModel model = Model(network, Definition() with { TimeScale = 1000 });
        model.DenoiserFor(model.EncodeText("a", "b"))(zeros(4, 3, 8, 8), 0.25);
        Assert.Equal([250f, 250f], network.Times);
    }

    [Fact]
    public void Further_channels_of_a_condition_are_joined_behind_the_noisy_ones_of_each_picture()
    {
        using var scope = NewDisposeScope();
        using Recording network = new();
        DiffusionModel model = Model(network);
        Condition condition = model
            .EncodeText("a", "b")
            .With(ExtraInputs.Channels, cat([zeros(1, 2, 8, 8), ones(1, 2, 8, 8)], 0));
        model.DenoiserFor(condition)(zeros(4, 3, 8, 8), 0.5);
        Assert.Equal([4, 5, 8, 8], network.Shape);
        Assert.Equal([0f, 0, 1, 1], network.LastChannel);
    }

    [Fact]
    public void A_model_without_an_adapter_target_takes_no_lora()
    {
        using Recording network = new();
        IPictureModel model = Model(network);
        Assert.Null(model.Adapt([]));
        Assert.Equal(
            FaultKind.Incompatible,
            Assert.Throws<HippogriffException>(() => model.Adapt([new LoraChoice("x.safetensors")])).Kind
        );
    }

    /// <summary>Keeps what it was given.</summary>
    private sealed class Recording : DenoiserNetwork
    {
        private readonly Parameter weight = new(zeros(1));

        public Recording()
            : base(nameof(Recording)) => RegisterComponents();

        public float[] Times { get; private set; } = [];

        public long[] Shape { get; private set; } = [];

        public float[] LastChannel { get; private set; } = [];

        public override int SizeMultiple => 1;

        public override Tensor forward(Tensor x, Tensor time, Condition text)
        {
            using DisposeScope scope = NewDisposeScope();
            Times = time.contiguous().data<float>().ToArray();
            Shape = x.shape;
            LastChannel = x.select(1, x.shape[1] - 1).mean([1, 2]).data<float>().ToArray();
            return (x.narrow(1, 0, 3) * weight).MoveToOuterDisposeScope();
        }

        public override double FlopsPerPass(int height, int width) => 0;
    }
}
