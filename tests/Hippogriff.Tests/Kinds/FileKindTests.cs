using Hippogriff.Kinds;
using Hippogriff.Weights;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Kinds;

public class FileKindTests
{
    [Theory]
    [InlineData("state_dict.module.", "state_dict.module.a", "state_dict.module.b")]
    [InlineData("", "module.a", "b")]
    [InlineData("module.", "module.a", "module.b")]
    public void A_wrapper_counts_where_all_names_have_it(string expected, params string[] names) =>
        Assert.Equal(expected, FileKinds.WrapperOf(names));

    [Fact]
    public void Nothing_has_no_wrapper_and_no_kind()
    {
        Assert.Equal("", FileKinds.WrapperOf([]));
        Assert.Empty(FileKinds.Find(Header()));
        Assert.Empty(FileKinds.Find(Header(("something.weight", [3, 4]))));
    }

    [Theory]
    [InlineData("lora", "lora_unet_x.lora_down.weight")]
    [InlineData("embedding", "emb_params")]
    [InlineData("auraflow", "register_tokens")]
    [InlineData("auraflow", "state_dict.register_tokens")]
    [InlineData("auraflow", "model.diffusion_model.double_layers.0.attn.w1q.weight")]
    [InlineData("hunyuan-dit", "model.diffusion_model.mlp_t5.0.weight")]
    [InlineData("mochi", "t5_yproj.weight")]
    [InlineData("stable-audio", "model.model.transformer.rotary_pos_emb.inv_freq")]
    [InlineData("motion-module", "down_blocks.0.motion_modules.0.weight")]
    [InlineData("deepfloyd-if", "add_embedding.pool.positional_embedding")]
    [InlineData("deepfloyd-if", "encoder_pooling.1.positional_embedding")]
    [InlineData("kandinsky2", "unet.add_embedding.image_norm.weight")]
    public void A_kind_is_found_by_a_name_that_only_it_has(string kind, string name)
    {
        FoundKind found = Assert.Single(
            FileKinds.Find(Header((name, [3, 768]), ($"{name}2", [5]))),
            one => one.Kind.Id == kind
        );
        Assert.NotEmpty(found.Kind.Title);
    }

    /// <summary>Names of the authors' own programs, where those of diffusers are others.</summary>
    [Theory]
    [InlineData("pixart-alpha", 6912, 1152, "y_embedder.y_embedding", 120, 4096)]
    [InlineData("pixart-alpha", 6912, 1152, "csize_embedder.mlp.0.weight", 384, 256)]
    [InlineData("pixart-sigma", 6912, 1152, "y_embedder.y_embedding", 300, 4096)]
    [InlineData("pixart-sigma", 6912, 1152, "y_embedder.y_proj.fc1.weight", 1152, 4096)]
    [InlineData("sana-1600m", 13440, 2240, "y_embedder.y_proj.fc1.weight", 2240, 2304)]
    [InlineData("sana-600m", 6912, 1152, "y_embedder.y_proj.fc1.weight", 1152, 2304)]
    public void A_kind_is_found_in_its_authors_layout(string kind, int rows, int width, string name, params int[] shape)
    {
        string norm = kind.StartsWith("sana", StringComparison.Ordinal) ? "attention_y_norm.weight" : "norm.weight";
        foreach (string prefix in new[] { "", "model.diffusion_model." })
        {
            FoundKind found = Assert.Single(
                FileKinds.Find(
                    Header(
                        ($"{prefix}t_block.1.weight", [rows, width]),
                        ($"{prefix}{name}", [.. shape.Select(side => (long)side)]),
                        ($"{prefix}{norm}", [width])
                    )
                )
            );
            Assert.Equal(kind, found.Kind.Id);
        }
    }

    [Fact]
    public void A_model_of_tokens_is_called_by_its_name() =>
        Assert.Equal(
            "amused",
            Assert
                .Single(FileKinds.Find(Header(("mlm_layer.conv1.weight", [1, 1]), ("embed.embeddings.weight", [1, 1]))))
                .Kind.Id
        );

    [Fact]
    public void Ids_are_unique_and_every_kind_is_found_by_its_id()
    {
        Assert.Equal(FileKinds.All.Count, FileKinds.All.Select(kind => kind.Id).Distinct().Count());
        Assert.All(FileKinds.All, kind => Assert.Same(kind.Id, FileKinds.ById(kind.Id)!.Id));
        Assert.Null(FileKinds.ById("nothing"));
    }

    private static Dictionary<string, SafetensorsEntry> Header(params (string Name, long[] Shape)[] tensors) =>
        tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => new SafetensorsEntry(tensor.Name, ScalarType.Float16, tensor.Shape, 0, 0)
        );
}
