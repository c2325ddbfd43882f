using Hippogriff.Adapters;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using Hippogriff.Weights;
using TorchSharp;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Adapters;

public sealed class LoraFileTests : IDisposable
{
    private const string Qkv = "lora_unet_mid_0_attn_qkv";
    private readonly TemporaryFolder _folder = new();
    private readonly NetworkModel _model = TinyModel.Create("u_net");

    private string File => _folder.In("toy.safetensors");

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private Lora Read(string path, LoraBase? model = null) =>
        LoraFile.Read(path, _model.Network, _model.Vocabulary, model ?? TinyLora.Base);

    private string Refusal(string? path = null, LoraBase? model = null) =>
        Assert.Throws<HippogriffException>(() => Read(path ?? File, model).Dispose()).Message;

    private void Write(params string[] words)
    {
        using Lora lora = TinyLora.Create(words: words);
        LoraFile.Write(File, lora);
    }

    /// <summary>The file again, changed.</summary>
    private void Change(Action<Dictionary<string, Tensor>, Dictionary<string, string>> change)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> tensors;
        Dictionary<string, string> metadata;
        using (SafetensorsFile file = SafetensorsFile.Open(File))
        {
            tensors = file.Entries.ToDictionary(e => e.Name, e => file.Read(e.Name));
            metadata = new(file.Metadata);
        }
        change(tensors, metadata);
        SafetensorsWriter.Write(File, tensors, metadata: metadata);
    }

    [Fact]
    public void A_file_has_the_names_and_shapes_that_kohyas_scripts_give_and_diffusers_reads()
    {
        Write("rex");
        using SafetensorsFile file = SafetensorsFile.Open(File);
        Assert.Equal([2, 32], file.ByName[Qkv + ".lora_down.weight"].Shape);
        Assert.Equal([96, 2], file.ByName[Qkv + ".lora_up.weight"].Shape);
        Assert.Empty(file.ByName[Qkv + ".alpha"].Shape);
        // 3 channels in patches of 2x2
        Assert.Equal([2, 12, 3, 3], file.ByName["lora_unet_stem.lora_down.weight"].Shape);
        Assert.Equal([16, 2, 1, 1], file.ByName["lora_unet_stem.lora_up.weight"].Shape);
        Assert.Equal([48, 2], file.ByName["lora_te_layers_0_qkv.lora_up.weight"].Shape);
        Assert.Equal([1, 16], file.ByName["bundle_emb.rex.text_encoder"].Shape);
        Assert.Equal(
            ("networks.lora", "2", "0123456789"),
            (file.Metadata["ss_network_module"], file.Metadata["ss_network_dim"], file.Metadata["hippogriff.base_hash"])
        );
        Assert.Equal(["rex"], LoraFile.WordsOf(File));
        LoraCard card = LoraFile.CardOf(File);
        Assert.Equal(("toy", TinyLora.Base, 2, file.Entries.Count / 3), (card.Name, card.Base, card.Rank, card.Layers));
        Assert.Equal(["rex"], card.Words);
    }

    [Fact]
    public void What_is_written_is_read_again_in_half_precision()
    {
        Write("rex");
        using Lora written = TinyLora.Create(words: "rex"),
            read = Read(File);
        Assert.Equal(("toy", TinyLora.Base, 2), (read.Name, read.Base, read.Rank));
        Assert.Equal(
            written.Layers.Select(l => (l.Target, l.Scale)).Order(),
            read.Layers.Select(l => (l.Target, l.Scale)).Order()
        );
        foreach (LoraLayer layer in written.Layers)
        {
            using DisposeScope scope = NewDisposeScope();
            LoraLayer same = read.Layers.Single(l => l.Target == layer.Target);
            Assert.True(
                TinyNetworks.LargestDifference(layer.Down, same.Down) < 2e-3
                    && TinyNetworks.LargestDifference(layer.Up, same.Up) < 4e-3,
                layer.Target
            );
        }
    }

    [Fact]
    public void New_words_may_be_of_any_script()
    {
        Write("γάτα", "кот", "猫", "l'île");
        using Lora lora = Read(File);
        Assert.Equal(["l'île", "γάτα", "кот", "猫"], lora.Words.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new HashSet<string>(lora.Words.Keys), [.. LoraFile.WordsOf(File)]);
    }

    [Theory]
    [InlineData("denoiser.mid.0.attn.qkv", ".lora_A.weight", ".lora_B.weight")]
    [InlineData("unet.mid.0.attn.qkv", ".lora_A.weight", ".lora_B.weight")]
    [InlineData("transformer.mid.0.attn.qkv", ".lora.down.weight", ".lora.up.weight")]
    public void Diffusers_names_are_read_too_and_alpha_says_how_much(string layer, string down, string up)
    {
        using (DisposeScope scope = NewDisposeScope())
            SafetensorsWriter.Write(
                File,
                new Dictionary<string, Tensor>
                {
                    [layer + down] = ones(2, 32),
                    [layer + up] = ones(96, 2),
                    [layer + ".alpha"] = tensor(1f),
                }
            );
        using Lora lora = Read(File);
        Assert.Equal(("denoiser.mid.0.attn.qkv", 0.5), (lora.Layers.Single().Target, lora.Layers.Single().Scale));
        using Tensor change = lora.Layers[0].Change([96, 32]);
        Assert.True(change.eq(Held(1)).all().item<bool>()); // 1/2 * (1 + 1)
    }

    [Fact]
    public void A_lora_for_another_model_is_refused_by_both_names()
    {
        Write();
        Said.InOrder(
            $"'{File}' ... 'tiny' (hash '0123456789') ... large (hash fedcba9876)",
            Refusal(model: new LoraBase("large", "fedcba9876"))
        );
    }

    [Fact]
    public void A_lora_for_another_network_is_refused_though_no_hash_says_so()
    {
        using (Lora lora = TinyLora.Create("transformer"))
            LoraFile.Write(File, lora with { Base = null });
        Assert.StartsWith(
            $"The LoRA '{File}' does not fit the model tiny, which has no layer for 'lora_unet_",
            Refusal(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Missing_halves_and_layers_are_named()
    {
        Write();
        Change((tensors, _) => tensors.Remove(Qkv + ".lora_up.weight"));
        Said.InOrder($"'{File}' is incomplete ... '{Qkv}' ... lora_up", Refusal());
        Write();
        Change(
            (tensors, _) =>
                Assert.Equal(
                    3,
                    new[] { ".lora_up.weight", ".lora_down.weight", ".alpha" }.Count(end => tensors.Remove(Qkv + end))
                )
        );
        using Lora whole = TinyLora.Create();
        Said.InOrder($"'{File}' is incomplete ... {whole.Layers.Count - 1} of {whole.Layers.Count} layers", Refusal());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.NegativeInfinity)]
    public void Numbers_that_are_none_are_refused(float bad)
    {
        Write("rex");
        Change((tensors, _) => tensors[Qkv + ".lora_up.weight"][3, 1] = tensor(bad).to(ScalarType.Float16));
        Said.InOrder($"'{File}' is broken ... '{Qkv}.lora_up.weight' holds NaN or infinity", Refusal());
        Write("rex");
        Change((tensors, _) => tensors["bundle_emb.rex.text_encoder"][0, 1] = tensor(bad).to(ScalarType.Float16));
        Assert.Contains("'bundle_emb.rex.text_encoder' holds NaN", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_shapes_are_refused_with_both_shapes()
    {
        Write();
        Change((tensors, _) => tensors[Qkv + ".lora_up.weight"] = ones(95, 2));
        Said.InOrder($"'{File}' does not fit ... tiny ... '{Qkv}' ... [96, 32] ... [95, 32]", Refusal());
    }

    [Theory]
    [InlineData("red", "which the model tiny knows already")]
    [InlineData("two words", "which is no word")]
    [InlineData("Rex", "which is no word")]
    public void Words_that_cannot_be_added_are_refused(string word, string why)
    {
        Write("rex");
        Change((tensors, _) => tensors[$"bundle_emb.{word}.text_encoder"] = ones(1, 16));
        Assert.Equal($"The LoRA '{File}' adds the word '{word}', {why}.", Refusal());
    }

    [Fact]
    public void Files_that_are_no_lora_are_refused()
    {
        using (DisposeScope scope = NewDisposeScope())
            SafetensorsWriter.Write(File, new Dictionary<string, Tensor> { ["weight"] = ones(2) });
        Said.InOrder($"'{File}' is not a LoRA ... tiny ... 'weight'", Refusal());
        Assert.Contains("There is no file", Refusal(_folder.In("nothing.safetensors")), StringComparison.Ordinal);
        Assert.Contains("safetensors", Refusal(_folder.Write("text.safetensors", "no")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_layer_under_two_names_is_refused()
    {
        Write();
        Change(
            (tensors, metadata) =>
            {
                metadata.Clear();
                foreach (
                    (string kohya, string diffusers) in new[]
                    {
                        (".lora_down.weight", ".lora_A.weight"),
                        (".lora_up.weight", ".lora_B.weight"),
                    }
                )
                    tensors["unet.mid.0.attn.qkv" + diffusers] = tensors[Qkv + kohya].clone();
            }
        );
        Assert.Contains("twice", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_word_is_the_same_whichever_way_its_accent_is_written()
    {
        Write("cafe\u0301");
        using Lora lora = Read(File);
        Assert.Equal(["caf\u00e9"], lora.Words.Keys);
    }
}
