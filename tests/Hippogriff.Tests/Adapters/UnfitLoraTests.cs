using Hippogriff.Adapters;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

/// <summary>Files that do not fit, wholly or in part, and what is said of them.</summary>
public sealed class UnfitLoraTests : IDisposable
{
    private const string Linear = "lora_unet_linear";
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly PlainTarget _model = new();

    public void Dispose()
    {
        _model.Dispose();
        _scope.Dispose();
    }

    private static Dictionary<string, Tensor> Low(string layer, long rank = 2, long width = 4, long rows = 6) =>
        new() { [layer + ".lora_down.weight"] = ones(rank, width), [layer + ".lora_up.weight"] = ones(rows, rank) };

    [Fact]
    public void Layers_that_the_model_lacks_are_counted_and_named_and_the_others_applied()
    {
        Dictionary<string, Tensor> file = Low(Linear);
        foreach ((string name, Tensor tensor) in Low("lora_unet_down_blocks_7_to_q"))
            file[name] = tensor;
        file["lora_unet_linear.rescale"] = ones(1);
        using Lora lora = _model.Read(file);
        Assert.Equal((5, 2, 1), (lora.Fit!.Tensors, lora.Fit.Used, lora.Fit.Layers));
        Assert.Equal(["lora_unet_down_blocks_7_to_q", "lora_unet_linear.rescale"], lora.Fit.Unknown);
        Said.InOrder(
            "'l' fits the model m only in part: 2 of its 5 tensors ... 'lora_unet_down_blocks_7_to_q'",
            lora.Fit.Warning("m")!
        );
        Assert.Equal(lora.Fit.Unknown, LoraFile.FitOf(_model.File, _model, "m").Unknown);
        using Lora whole = _model.Read(Low(Linear));
        Assert.Null(whole.Fit!.Warning("m"));
    }

    [Theory]
    [InlineData("lora_unet_double_blocks_0_img_attn_qkv", "a LoRA for FLUX.1, not for the model plain")]
    [InlineData("diffusion_model.single_blocks.3.linear1", "a LoRA for FLUX.2")]
    [InlineData("transformer.noise_refiner.0.attention.to_q", "a LoRA for Z-Image")]
    [InlineData("lora_te2_text_model_encoder_layers_0_mlp_fc1", "a LoRA for SDXL")]
    public void A_lora_of_which_nothing_fits_is_refused_by_the_family_that_it_is_for(string layer, string said) =>
        Assert.Contains(said, _model.Refusal(Low(layer, rows: 36)), StringComparison.Ordinal);

    [Fact]
    public void Layers_of_other_sizes_are_refused_with_the_family_and_their_number()
    {
        Dictionary<string, Tensor> file = Low(Linear, width: 8);
        foreach ((string name, Tensor tensor) in Low("lora_unet_x_attn2_to_k", width: 2048))
            file[name] = tensor;
        Said.InOrder("'lora_unet_linear' ... [6, 4] ... [6, 8]", _model.Refusal(file));
        Assert.Contains("made for SDXL", _model.Refusal(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_point_change_of_a_larger_kernel_is_refused()
    {
        Dictionary<string, Tensor> file = new()
        {
            ["lora_unet_conv.lora_down.weight"] = ones(2, 2, 1, 1),
            ["lora_unet_conv.lora_up.weight"] = ones(4, 2, 1, 1),
        };
        Said.InOrder("'lora_unet_conv' ... [4, 2, 3, 3] ... [4, 2, 1, 1]", _model.Refusal(file));
    }

    [Fact]
    public void Halves_that_do_not_go_together_are_named()
    {
        Refused(
            "lora_up has 3 columns, and lora_down has 2 rows",
            file => file[Linear + ".lora_up.weight"] = ones(6, 3)
        );
        Refused("rank 0", file => file[Linear + ".lora_down.weight"] = ones(0, 4));
        Refused("lacks lora_up", file => file.Remove(Linear + ".lora_up.weight"));
        Refused("lacks lora_down", file => file.Remove(Linear + ".lora_down.weight"));
        Refused("'lora_unet_linear.alpha' is not a single number", file => file[Linear + ".alpha"] = ones(2));
        Refused("'lora_unet_linear.alpha' holds NaN", file => file[Linear + ".alpha"] = tensor(float.NaN));
        Refused("dora_scale has the shape [5, 1]", file => file[Linear + ".dora_scale"] = ones(5, 1));
        Refused("not 2 or 4 sizes", file => file[Linear + ".lora_down.weight"] = ones(2, 2, 2));
        Refused(
            "alone",
            file =>
            {
                file.Clear();
                file[Linear + ".alpha"] = tensor(1f);
            }
        );

        void Refused(string fragment, Action<Dictionary<string, Tensor>> spoil)
        {
            Dictionary<string, Tensor> file = Low(Linear);
            spoil(file);
            string said = _model.Refusal(file);
            Assert.Contains(fragment, said, StringComparison.Ordinal);
            Assert.Contains(Linear, said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(".boft_R", "BOFT")]
    [InlineData(".a1.weight", "GLoRA")]
    public void Kinds_that_are_not_applied_are_refused_by_name(string end, string name) =>
        Said.InOrder(
            $"'lora_unet_linear' by {name}, which this version does not apply ... LoHa",
            _model.Refusal(new() { [Linear + end] = ones(2, 2) })
        );

    [Fact]
    public void A_file_that_is_no_lora_is_told_what_it_is()
    {
        Said.InOrder("is not a LoRA ... a ControlNet", _model.Refusal(new() { ["control_model.x.weight"] = ones(2) }));
        Assert.Contains("it holds no tensors", _model.Refusal([]), StringComparison.Ordinal);
        string pickle = _model.Folder.In("old.ckpt");
        File.WriteAllBytes(pickle, [0x80, 2, .. new byte[100]]);
        Assert.Contains(
            "pickle",
            Assert.Throws<HippogriffException>(() => LoraFile.FitOf(pickle, _model, "m")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_card_says_the_kinds_and_the_family()
    {
        Dictionary<string, Tensor> file = Low("lora_unet_x_attn2_to_k", rank: 3, width: 768);
        file["lora_unet_x_attn2_to_k.dora_scale"] = ones(6, 1);
        file["lora_unet_y.lokr_w1"] = ones(2, 2);
        file["lora_unet_y.lokr_w2"] = ones(2, 2);
        _model.Read(new(file.Concat(Low(Linear)).ToDictionary())).Dispose();
        LoraCard card = LoraFile.CardOf(_model.File);
        Assert.Equal((3, 3, "Stable Diffusion 1.x"), (card.Layers, card.Rank, card.Family));
        Assert.Equal(["LoRA", "LoKr", "DoRA"], card.Kinds);
    }
}
