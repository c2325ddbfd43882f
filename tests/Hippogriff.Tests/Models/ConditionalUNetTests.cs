using System.Text.Json;
using Hippogriff.Models;
using Hippogriff.Models.UNet2D;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public class ConditionalUNetTests
{
    private const string Tiny = """
        "block_out_channels": [64, 128], "norm_num_groups": 32,
        "cross_attention_dim": 1024, "attention_head_dim": [1, 2],
        "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
        "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"]
        """;

    [Fact]
    public void An_empty_config_has_the_defaults_of_the_library_that_writes_them()
    {
        ConditionalUNetConfig config = Read("");
        Assert.Equal([320, 640, 1280, 1280], config.Down.Select(level => level.Width));
        Assert.Equal([true, true, true, false], config.Down.Select(level => level.Attends));
        Assert.Equal([1280, 1280, 640, 320], config.Up.Select(level => level.Width));
        Assert.All(config.Up, level => Assert.Equal(3, level.Depths.Count));
        Assert.Equal((4, 1280, 8, 32), (config.Channels, config.TextWidth, config.Middle!.Heads, config.Groups));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"layers_per_block\": 1, \"mid_block_type\": null")]
    [InlineData("\"mid_block_type\": \"UNetMidBlock2D\"")]
    [InlineData("\"in_channels\": 9, \"time_cond_proj_dim\": 16")]
    [InlineData("\"addition_embed_type\": \"text_time\", \"projection_class_embeddings_input_dim\": 2816")]
    public void A_network_is_rebuilt_from_its_own_shapes_in_both_layouts(string settings)
    {
        ConditionalUNetConfig config = Read(settings.Length == 0 ? Tiny : $"{Tiny}, {settings}");
        using ConditionalUNet network = FreshModule.OnMeta(() => new ConditionalUNet(config));
        foreach (WeightMap map in new[] { ConditionalUNetKeys.Diffusers, ConditionalUNetKeys.Ldm(config) })
        {
            using DisposeScope scope = NewDisposeScope();
            WeightShapes shapes = ShapesOf(map.Back(network.state_dict()));
            Assert.True(ConditionalUNetShapes.Matches(shapes));
            Assert.Equal(
                JsonSerializer.Serialize(config),
                JsonSerializer.Serialize(ConditionalUNetShapes.Read(shapes))
            );
        }
    }

    [Theory]
    [InlineData("\"attention_head_dim\": 7", "number of heads")]
    [InlineData("\"norm_num_groups\": 33", "norm_num_groups")]
    [InlineData("\"up_block_types\": [\"UpBlock2D\"]", "up_block_types")]
    [InlineData(
        "\"down_block_types\": [\"AttnDownBlock2D\", \"DownBlock2D\", \"DownBlock2D\", \"DownBlock2D\"]",
        "AttnDownBlock2D"
    )]
    [InlineData("\"class_embed_type\": \"timestep\"", "class_embed_type")]
    [InlineData("\"layers_per_block\": [2, 2]", "layers_per_block")]
    [InlineData("\"in_channels\": 3", "in_channels")]
    [InlineData("\"cross_attention_dim\": 768.5", "cross_attention_dim")]
    [InlineData("\"block_out_channels\": []", "block_out_channels")]
    public void A_config_that_no_network_has_is_refused_by_the_setting(string settings, string fragment)
    {
        HippogriffException error = Assert.Throws<HippogriffException>(() =>
            Read(settings).CheckSizes(new ConfigCheck("'config.json'"))
        );
        Assert.Contains(fragment, error.Message, StringComparison.Ordinal);
    }

    private static ConditionalUNetConfig Read(string settings) => TinyNetworks.PublicUNet($"{{{settings}}}");

    private static WeightShapes ShapesOf(IReadOnlyDictionary<string, Tensor> tensors) =>
        new(
            tensors.ToDictionary(
                pair => pair.Key,
                pair => new SafetensorsEntry(pair.Key, ScalarType.Float32, pair.Value.shape, 0, 0)
            )
        );
}
