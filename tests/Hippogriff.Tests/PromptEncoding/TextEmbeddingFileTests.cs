using Hippogriff.PromptEncoding;
using Hippogriff.Weights;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.PromptEncoding;

public class TextEmbeddingFileTests
{
    internal static string Write(TemporaryFolder folder, string name, params (string Name, Tensor Value)[] tensors)
    {
        string path = folder.In(name);
        SafetensorsWriter.Write(path, tensors.ToDictionary(one => one.Name, one => one.Value));
        return path;
    }

    [Fact]
    public void A_file_with_one_tensor_has_two_words_its_name_and_that_of_the_tensor()
    {
        using TemporaryFolder folder = new();
        using IDisposable scope = NewDisposeScope();
        using TextEmbedding read = Assert.Single(
            TextEmbeddingFile.Read(Write(folder, "glow.safetensors", ("<glow-style>", ones(4))))
        );
        Assert.Equal(["glow", "<glow-style>"], read.Words);
        Assert.Equal([1L, 4], read.Sets[0].shape);
        Assert.Equal(2, read.Triggers.Count());
    }

    [Fact]
    public void A_LoRA_file_may_hold_several()
    {
        using TemporaryFolder folder = new();
        using IDisposable scope = NewDisposeScope();
        IReadOnlyList<TextEmbedding> read = TextEmbeddingFile.Read(
            Write(
                folder,
                "lora.safetensors",
                ("bundle_emb.one.string_to_param.*", ones(1, 4)),
                ("bundle_emb.two.string_to_param.*", ones(3, 4)),
                ("lora_te_x.alpha", ones(1))
            )
        );
        Assert.Equal([("one", 1), ("two", 3)], read.Select(one => (one.Name, one.Count)).Order());
        foreach (TextEmbedding one in read)
            one.Dispose();
    }

    [Theory]
    [InlineData("a.pt")]
    [InlineData("a.BIN")]
    [InlineData("a.ckpt")]
    public void Pickles_are_refused_with_a_way_out(string name)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.In(name), "x");
        Assert.Contains(
            ".safetensors",
            Assert.Throws<HippogriffException>(() => TextEmbeddingFile.Read(folder.In(name))).Message
        );
    }

    [Fact]
    public void Files_that_hold_no_vectors_are_refused_in_a_sentence()
    {
        using TemporaryFolder folder = new();
        using IDisposable scope = NewDisposeScope();
        (string, (string, Tensor)[])[] bad =
        [
            ("no embedding", [("a", ones(4)), ("b", ones(4))]),
            ("list of vectors", [("emb_params", ones(1, 2, 4))]),
            ("list of vectors", [("emb_params", ones(2, 4, dtype: ScalarType.Int64))]),
            ("at most", [("emb_params", ones(76, 4))]),
            ("at most", [("emb_params", ones(1, 20_000))]),
            ("NaN", [("emb_params", full([1, 4], Held(double.NaN)))]),
            ("NaN", [("emb_params", full([1, 4], Held(double.PositiveInfinity)))]),
            ("different numbers", [("clip_l", ones(1, 4)), ("clip_g", ones(2, 6))]),
            ("cannot stand", [("\u001b[31m", ones(1, 4))]),
        ];
        foreach ((string says, (string, Tensor)[] tensors) in bad)
        {
            string path = Write(folder, "e.safetensors", tensors);
            string message = Assert.Throws<HippogriffException>(() => TextEmbeddingFile.Read(path)).Message;
            Assert.Contains(says, message);
            Assert.DoesNotContain('\u001b', message);
        }
    }

    [Theory]
    [InlineData("SD 1", 768)]
    [InlineData("SD 2", 1024)]
    [InlineData("SDXL", 768, 1280)]
    public void A_wrong_width_says_for_which_models_it_was_made(string made, params int[] widths)
    {
        using IDisposable scope = NewDisposeScope();
        using Hippogriff.Models.ClipText.ClipTextEncoder small = Hippogriff.Models.FreshModule.OnMeta(() =>
            new Hippogriff.Models.ClipText.ClipTextEncoder(new(10, 7, 16, 1, 2, 32, default))
        );
        TextEmbedding embedding = new("glow", ["glow"], [.. widths.Select(width => ones(1, width))]);
        HippogriffException refusal = Assert.Throws<HippogriffException>(() => embedding.For(small));
        Assert.Contains(made, refusal.Message);
        Assert.Contains("16", refusal.Message);
        Assert.Equal(FaultKind.Incompatible, refusal.Kind);
    }
}
