using Hippogriff.Adapters;
using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.Models.UNet2D;
using Hippogriff.Tests.Models;
using Hippogriff.Weights;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

/// <summary>LoRAs on a small network of Stable Diffusion's structure.</summary>
public sealed class PublicAdapterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly ConditionalUNet _unet = TinyNetworks.StableDiffusion(width: 32);
    private readonly ClipTextEncoder _encoder = FreshModule.Make(() =>
        new ClipTextEncoder(new ClipTextConfig(50, 12, 16, 2, 4, 32, ClipActivation.QuickGelu))
    );

    private PublicAdapterTarget Target => new(_unet, [_encoder]);

    public void Dispose()
    {
        _unet.Dispose();
        _encoder.Dispose();
        _scope.Dispose();
        _folder.Dispose();
    }

    private Lora Read(string name, params (string Layer, long Rows, long Columns)[] layers)
    {
        Dictionary<string, Tensor> file = [];
        int seed = 0;
        foreach ((string layer, long rows, long columns) in layers)
        {
            file[layer + ".lora_down.weight"] = PlainTarget.Filled(seed++, 2, columns);
            file[layer + ".lora_up.weight"] = PlainTarget.Filled(seed++, rows, 2);
        }
        SafetensorsWriter.Write(_folder.In(name), file);
        return LoraFile.Read(_folder.In(name), Target, null, new LoraBase("sd", "0123456789"));
    }

    [Theory]
    [InlineData("lora_unet_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_out_0")]
    [InlineData("lora_unet_input_blocks_1_1_transformer_blocks_0_attn1_to_out_0")]
    [InlineData("lycoris_down_blocks_0_attentions_0_transformer_blocks_0_attn1_to_out_0")]
    [InlineData("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0")]
    [InlineData("down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0")]
    [InlineData("base_model.model.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0")]
    [InlineData("unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.processor.to_out")]
    [InlineData("diffusion_model.input_blocks.1.1.transformer_blocks.0.attn1.to_out.0")]
    public void One_layer_has_the_names_of_every_layout(string layer)
    {
        using Lora lora = Read("l.safetensors", (layer, 32, 32));
        Assert.Equal(
            "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0",
            Assert.Single(lora.Layers).Target
        );
    }

    [Theory]
    [InlineData("lora_te_text_model_encoder_layers_1_self_attn_q_proj")]
    [InlineData("lora_te1_text_model_encoder_layers_1_self_attn_q_proj")]
    [InlineData("text_encoder.text_model.encoder.layers.1.self_attn.q_proj")]
    [InlineData("text_encoder.text_model.encoder.layers.1.self_attn.to_q")]
    [InlineData("text_encoder.encoder.layers.1.self_attn.q_proj")]
    public void A_layer_of_the_text_encoder_too(string layer)
    {
        using Lora lora = Read("l.safetensors", (layer, 16, 16));
        Assert.Equal("text_encoder.encoder.layers.1.self_attn.q_proj", Assert.Single(lora.Layers).Target);
    }

    [Fact]
    public void Two_loras_within_the_weights_are_the_same_as_beside_the_layers_and_the_weights_come_back()
    {
        using IDisposable noGradient = no_grad();
        using Lora one = Read(
                "one.safetensors",
                ("lora_unet_mid_block_attentions_0_transformer_blocks_0_attn2_to_k", 64, 16),
                ("lora_unet_down_blocks_0_attentions_0_proj_in", 32, 32)
            ),
            two = Read(
                "two.safetensors",
                ("unet.mid_block.attentions.0.transformer_blocks.0.attn2.to_k", 64, 16),
                ("unet.time_embedding.linear_1", 128, 32)
            );
        Tensor plain = Answer(),
            beside;
        using (new Beside(_unet, [(one, 0.8), (two, -0.3)]))
            beside = Answer();
        using (LoraMerge.Into(Target, [(one, 0.8), (two, -0.3)]))
        {
            double size = beside.abs().max().item<float>();
            Assert.True(TinyNetworks.LargestDifference(beside, Answer()) < 1e-5 * size);
            Assert.True(TinyNetworks.LargestDifference(beside, plain) > 1e-2 * size);
        }
        Assert.True(TinyNetworks.Same(plain, Answer()));
    }

    private Tensor Answer() =>
        _unet.call(
            PlainTarget.Filled(1, 1, 4, 8, 8),
            tensor([500f]),
            new Condition(PlainTarget.Filled(2, 1, 5, 16), null)
        );

    /// <summary>Adds each layer's low-rank branch to its output while the network runs.</summary>
    private sealed class Beside : IDisposable
    {
        private readonly List<Action> _remove = [];

        public Beside(nn.Module network, (Lora Lora, double Weight)[] loras)
        {
            Dictionary<string, nn.Module> modules = network
                .named_modules()
                .ToDictionary(m => "unet." + m.name, m => m.module);
            foreach ((Lora lora, double weight) in loras)
            foreach (LoraLayer layer in lora.Layers)
                _remove.Add(
                    ((nn.Module<Tensor, Tensor>)modules[layer.Target])
                        .register_forward_hook((_, x, y) => y.Plus(Branch(layer, x, weight)))
                        .remove
                );
        }

        private static Tensor Branch(LoraLayer layer, Tensor x, double weight)
        {
            Tensor rows = x.dim() == 4 ? x.permute(0, 2, 3, 1) : x;
            Tensor few = nn.functional.linear(nn.functional.linear(rows, layer.Down), layer.Up);
            few = few * HeldScalar.Held(weight * layer.Scale);
            return x.dim() == 4 ? few.permute(0, 3, 1, 2) : few;
        }

        public void Dispose() => _remove.ForEach(remove => remove());
    }
}
