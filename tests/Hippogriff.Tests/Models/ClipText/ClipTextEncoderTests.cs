using System.Text.Json;
using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.PromptEncoding;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models.ClipText;

public class ClipTextEncoderTests
{
    private static readonly ClipTextConfig s_small = new(50, 12, 16, 3, 4, 32, ClipActivation.Gelu) { Projection = 8 };

    /// <summary>Saves a network by the names of a file, and reads it again into a network without numbers.</summary>
    [Theory]
    [InlineData("", "text_model.embeddings.token_embedding.weight", "text_projection.weight")]
    [InlineData("te.", "te.text_model.embeddings.token_embedding.weight", "te.text_projection.weight")]
    [InlineData("bare", "embeddings.token_embedding.weight", "text_projection.weight")]
    [InlineData("open.", "open.token_embedding.weight", "open.text_projection")]
    public void Names_of_every_kind_of_file_are_read(string prefix, string tokens, string projection)
    {
        using TemporaryFolder folder = new();
        using DisposeScope scope = NewDisposeScope();
        using ClipTextEncoder network = FreshModule.Make(() => new ClipTextEncoder(s_small));
        ClipTextNames names = ClipTextNames.Find(NamesLike(prefix), prefix == "bare" ? "" : prefix);
        WeightMap map = names.MapFor(s_small);
        Dictionary<string, Tensor> stored = new(map.Back(network.state_dict()));
        Assert.Contains(tokens, stored.Keys);
        Assert.Contains(projection, stored.Keys);
        stored["unet.other"] = ones(1); // another part of the same file
        if (prefix.Length == 0 || prefix == "bare")
            stored.Remove("unet.other");
        string path = folder.In("model.safetensors");
        SafetensorsWriter.Write(path, stored);

        using SafetensorsFile file = SafetensorsFile.Open(path);
        string own = prefix == "bare" ? "" : prefix;
        ClipTextConfig found = ClipTextConfig.FromShapes(file, own);
        Assert.Equal(s_small, found with { Heads = s_small.Heads });
        using ClipTextEncoder read = FreshModule.OnMeta(() => new ClipTextEncoder(s_small));
        WeightLoader.Load(
            read,
            file,
            new WeightLoading { Map = ClipTextNames.Find(file.ByName.Keys, own).MapFor(s_small) }
        );
        Tensor ids = tensor(new long[] { 1, 5, 9, 49, 0 }, 1, 5);
        Assert.True(network.call(ids).Projected!.allclose(read.call(ids).Projected!));
    }

    private static string[] NamesLike(string prefix) =>
        prefix switch
        {
            "open." => ["open.transformer.resblocks.0.ln_1.weight"],
            "bare" => ["encoder.layers.0.layer_norm1.weight"],
            _ => [$"{prefix}text_model.encoder.layers.0.layer_norm1.weight"],
        };

    [Fact]
    public void The_last_block_of_a_file_may_be_left_as_in_SD_2()
    {
        using TemporaryFolder folder = new();
        using DisposeScope scope = NewDisposeScope();
        using ClipTextEncoder whole = FreshModule.Make(() => new ClipTextEncoder(s_small with { Projection = null }));
        string[] like = NamesLike("open.");
        Dictionary<string, Tensor> stored = new(
            ClipTextNames.Find(like, "open.").MapFor(whole.Config).Back(whole.state_dict())
        )
        {
            ["open.text_projection"] = ones(16, 8),
            ["open.logit_scale"] = ones(1),
        };
        SafetensorsWriter.Write(folder.In("m.safetensors"), stored);
        using SafetensorsFile file = SafetensorsFile.Open(folder.In("m.safetensors"));
        ClipTextConfig shorter = whole.Config with { Layers = 2 };
        using ClipTextEncoder read = FreshModule.OnMeta(() => new ClipTextEncoder(shorter));
        WeightLoader.Load(
            read,
            file,
            new WeightLoading { Map = ClipTextNames.Find(file.ByName.Keys, "open.").MapFor(shorter) }
        );
        Tensor ids = tensor(new long[] { 1, 5, 9 }, 1, 3);
        Assert.True(whole.Norm(whole.call(ids).Hidden[^2]).allclose(read.call(ids).Last));
    }

    [Fact]
    public void No_position_sees_a_later_one()
    {
        using DisposeScope scope = NewDisposeScope();
        using ClipTextEncoder network = FreshModule.Make(() => new ClipTextEncoder(s_small));
        Tensor a = network.call(tensor(new long[] { 1, 5, 9, 49 }, 1, 4)).Last,
            b = network.call(tensor(new long[] { 1, 5, 8, 48 }, 1, 4)).Last;
        Assert.True(a.narrow(1, 0, 2).allclose(b.narrow(1, 0, 2)));
        Assert.False(a.narrow(1, 2, 1).allclose(b.narrow(1, 2, 1)));
    }

    [Fact]
    public void The_pooled_vector_is_taken_at_the_first_end_token_or_at_the_largest_id()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ids = tensor(new long[] { 1, 5, 30, 49, 30 }, 1, 5);
        using ClipTextEncoder largest = FreshModule.Make(() => new ClipTextEncoder(s_small)),
            end = FreshModule.Make(() => new ClipTextEncoder(s_small with { EndId = 30 }));
        ClipTextOutput a = largest.call(ids),
            b = end.call(ids);
        Assert.True(a.Pooled.allclose(a.Last[0, 3].unsqueeze(0)));
        Assert.True(b.Pooled.allclose(b.Last[0, 2].unsqueeze(0)));
    }

    [Theory]
    [InlineData("{\"hidden_act\":\"relu\"}", "hidden_act")]
    [InlineData("{\"hidden_size\":\"big\"}", "hidden_size")]
    [InlineData("{\"hidden_size\":1000000000}", "hidden_size")]
    [InlineData("{\"hidden_size\":30,\"num_attention_heads\":4}", "hidden_size")]
    [InlineData("{\"num_hidden_layers\":0}", "num_hidden_layers")]
    [InlineData("{\"num_hidden_layers\":1.5}", "num_hidden_layers")]
    [InlineData("{\"vocab_size\":-1}", "vocab_size")]
    [InlineData("[]", "text encoder")]
    public void A_configuration_that_cannot_be_is_refused_by_the_settings_name(string json, string says)
    {
        using JsonDocument config = JsonDocument.Parse(json);
        Assert.Contains(
            says,
            Assert.Throws<HippogriffException>(() => ClipTextConfig.Read(config.RootElement, "'config.json'")).Message
        );
    }

    [Fact]
    public void Prompts_of_one_call_get_the_same_number_of_chunks_and_do_not_depend_on_one_another()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using ClipTextEncoder network = FreshModule.Make(() =>
            new ClipTextEncoder(new(49408, 77, 16, 2, 2, 32, ClipActivation.QuickGelu))
        );
        using ClipConditioner conditioner = new(new ClipBranch(network, ClipTokenizer.Standard));
        ConditionRequest request = new(512, 512);
        Condition both = conditioner.Encode(["a (red:1.4) cat BREAK dog", "a (blue:1.2) owl"], request),
            alone = conditioner.Encode(["a (red:1.4) cat BREAK dog"], request);
        Assert.Equal([2L, 154, 16], both.Tokens.shape);
        Assert.Null(both.Pooled);
        Assert.True(both.Tokens[0].allclose(alone.Tokens[0], atol: 1e-5));
        Assert.False(both.Tokens[0].allclose(both.Tokens[1], atol: 1e-3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(-1)]
    public void A_clip_skip_beyond_the_layers_is_refused(int skip)
    {
        using DisposeScope scope = NewDisposeScope();
        using ClipTextEncoder network = FreshModule.Make(() =>
            new ClipTextEncoder(new(49408, 77, 16, 2, 2, 32, ClipActivation.QuickGelu))
        );
        using ClipConditioner conditioner = new(new ClipBranch(network, ClipTokenizer.Standard));
        Assert.Contains(
            "1 to 2",
            Assert
                .Throws<HippogriffException>(() =>
                    conditioner.Encode(["a"], new ConditionRequest(512, 512) { ClipSkip = skip })
                )
                .Message
        );
    }
}
