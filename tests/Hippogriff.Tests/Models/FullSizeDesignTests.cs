using System.Text;
using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.Layers;
using Hippogriff.Tests.House;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

/// <summary>
/// The networks of all recipes as they are trained: names and shapes of their weights, and the work of a pass.
/// </summary>
public sealed class FullSizeDesignTests(FullSizeDesigns designs) : IClassFixture<FullSizeDesigns>
{
    public static TheoryData<string> Names => FullSizeDesigns.Names;

    /// <summary>Weights on disk carry these names: a change breaks every model that was trained before it.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Names_and_shapes_of_the_weights_are_as_written_down(string name)
    {
        FullSizeDesign design = designs[name];
        StringBuilder text = new();
        Describe("text_encoder", design.Text);
        Describe("denoiser", design.Network);
        if (design.Codec is { } codec)
            Describe("vae", codec);
        string verified = Path.Combine(
            Repository.Root,
            "tests",
            "Hippogriff.Tests",
            "Models",
            "Shapes",
            name + ".verified.txt"
        );
        string received = Path.Combine(AppContext.BaseDirectory, name + ".received.txt");
        string expected = File.Exists(verified) ? File.ReadAllText(verified) : "";
        if (text.ToString() == expected.ReplaceLineEndings("\n"))
            return;
        File.WriteAllText(received, text.ToString());
        Assert.Fail(
            $"The weights of {name} are not what {verified} says; if the change is meant, copy {received} over it."
        );

        void Describe(string part, nn.Module network)
        {
            text.Append($"{part}: {network.parameters().Sum(p => p.numel()):N0} parameters\n");
            foreach ((string weight, Tensor value) in network.state_dict().OrderBy(p => p.Key, StringComparer.Ordinal))
                text.Append($"  {weight} [{string.Join(", ", value.shape)}]\n");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_work_of_a_pass_is_what_its_layers_do(string name)
    {
        FullSizeDesign design = designs[name];
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        int channels = design.Codec?.Config.Latent ?? 3,
            side = design.Recipe.Size / (design.Codec?.Factor ?? 1);
        Tensor words = zeros(1, design.Recipe.Text.Length, dtype: ScalarType.Int64);
        Condition text = design.Text.call(words);
        Tensor? y = null;
        double work = Work(
            design.Network,
            () => y = design.Network.call(randn(1, channels, side, side), tensor([0.5f]), text)
        );
        Assert.Equal([1, channels, side, side], y!.shape);
        Assert.InRange(design.Network.FlopsPerPass(side, side) / work, 0.95, 1.05);
    }

    [Theory, MemberData(nameof(Names))]
    public void So_is_the_work_on_the_words_and_of_the_autoencoder(string name)
    {
        FullSizeDesign design = designs[name];
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        int length = design.Recipe.Text.Length,
            side = design.Recipe.Size;
        double words =
            Work(design.Text, () => design.Text.call(zeros(1, length, dtype: ScalarType.Int64)))
            // its attention is no layer of its own
            + design.Recipe.Text.Depth * 4.0 * length * length * design.Recipe.Text.Width;
        Assert.InRange(design.Text.FlopsPerPrompt / words, 0.95, 1.05);
        if (design.Codec is not { } codec)
            return;
        int cells = side / codec.Factor;
        Assert.InRange(
            codec.FlopsOfEncoding(side, side) / Work(codec, () => codec.Encode(randn(1, 3, side, side))),
            0.95,
            1.05
        );
        Assert.InRange(
            codec.FlopsOfDecoding(cells, cells)
                / Work(codec, () => codec.Decode(randn(1, codec.Config.Latent, cells, cells))),
            0.95,
            1.05
        );
    }

    /// <summary>Operations of a pass, counted from the shapes that really pass through the layers.</summary>
    private static double Work(nn.Module network, Action pass)
    {
        double attention = 0;
        using LayerWork layers = new(network);
        List<Action> hooks =
        [
            .. network.modules().OfType<TextAttention>().Select(layer => Listen(layer, flops => attention += flops)),
        ];
        pass();
        hooks.ForEach(stop => stop());
        return layers.Convolutions.Flops + layers.Products.Flops + attention;
    }

    /// <summary>What attention does beside its layers: queries times keys, and weights times values.</summary>
    private static Action Listen(TextAttention attention, Action<double> add) =>
        attention
            .register_forward_hook(
                (_, x, text, y) =>
                {
                    add(2 * 2.0 * x.numel() * (x.shape[1] + text.shape[1]));
                    return y;
                }
            )
            .remove;
}
