using Hippogriff.Conditioning;
using Hippogriff.Insight.Attention;
using Hippogriff.Insight.Drawing;
using Hippogriff.Models;
using Hippogriff.Models.Layers;
using Hippogriff.Pipelines;
using Hippogriff.Tests.Models;
using Hippogriff.Tests.Pipelines;
using TorchSharp;
using TorchSharp.Modules;
using static Hippogriff.HeldScalar;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Insight;

public class AttentionTests
{
    public static TheoryData<string> Designs => TinyNetworks.Names;

    /// <summary>The truth is softmax(q k^T / sqrt(d)) written out, from the layer's own weights.</summary>
    [Fact]
    public void Captured_attention_is_the_softmax_written_out()
    {
        const int width = 8,
            heads = 2,
            words = 3,
            places = 4;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using TextAttention layer = TinyNetworks.Seeded(new TextAttention(width, heads, 6));
        Tensor x = TinyNetworks.Noise(2, 2, places, width),
            text = TinyNetworks.Noise(3, 2, words, 6);
        float[] heard = [];
        layer.Capture = new AttentionCapture(shares => heard = shares.contiguous().data<float>().ToArray(), null);
        layer.call(x, text);

        Dictionary<string, Parameter> p = layer.named_parameters().ToDictionary(n => n.name, n => n.parameter);
        Tensor picture = x.matmul(p["qkv.weight"].t()).Plus(p["qkv.bias"]),
            said = text.matmul(p["text_kv.weight"].t()).Plus(p["text_kv.bias"]);
        Tensor expected = zeros(2, places, words);
        for (int head = 0; head < heads; head++)
        {
            int d = width / heads;
            Tensor q = picture.narrow(2, head * d, d),
                k = cat([picture.narrow(2, width + head * d, d), said.narrow(2, head * d, d)], 1);
            Tensor raised = (q.matmul(k.transpose(1, 2)) / Held(Math.Sqrt(d))).exp();
            expected = expected.Plus((raised / raised.sum(-1, keepdim: true)).narrow(2, places, words) / Held(heads));
        }
        float[] truth = expected.contiguous().data<float>().ToArray();
        Assert.Equal(2 * places * words, heard.Length);
        Assert.All(heard.Zip(truth), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        layer.Capture = new AttentionCapture(shares => heard = shares.contiguous().data<float>().ToArray(), 1);
        layer.call(x, text);
        Assert.All(heard.Zip(truth[(places * words)..]), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.Equal(places * words, heard.Length); // the last row only
        Assert.True(truth.Max() - truth.Min() > 0.05, "the toy reads all words alike");
    }

    [Theory, MemberData(nameof(Designs))]
    public void Capturing_attention_changes_nothing_and_ends(string design)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using DenoiserNetwork network = TinyNetworks.Awake(design);
        Tensor x = TinyNetworks.Noise(1, 2, 3, 16, 16),
            time = full([2], Held(0.5f));
        Condition text = TinyNetworks.Words(2);
        Tensor alone = network.call(x, time, text),
            listened;
        int times = 0;
        using (
            network.CaptureAttention(shares =>
            {
                times++;
                Assert.Equal((2, TinyNetworks.TextLength), (shares.shape[0], shares.shape[2]));
                Tensor sums = shares.sum(-1);
                Assert.InRange(sums.min().item<float>(), 0, 1);
                Assert.InRange(sums.max().item<float>(), 0, 1.0001f);
            })
        )
        {
            listened = network.call(x, time, text);
            Assert.Throws<InvalidOperationException>(() => network.CaptureAttention(_ => { }));
        }
        int heard = times;
        Assert.True(heard > 0);
        Assert.True(TinyNetworks.Same(alone, listened));
        network.call(x, time, text);
        Assert.Equal(heard, times);
    }

    [Theory]
    [InlineData("u_net", true)]
    [InlineData("hourglass", false)]
    [InlineData("transformer", false)]
    public void The_picture_is_the_one_that_drawing_alone_gives_and_every_word_has_a_map(string design, bool latent)
    {
        using NetworkModel model = TinyModel.Create(design, latent);
        GenerationSettings settings = TinyModel.Settings("a red zebra", 4, width: 32) with
        {
            GuidanceInterval = new GuidanceInterval(0.2, 0.8),
        };
        long live = TinyNetworks.Live;
        AttentionStory story = WordAttention.Draw(model, settings);
        Assert.Equal(live, TinyNetworks.Live);
        Assert.Equal(TextToImage.Draw(model, settings, 1)[0].Image.Pixels, story.Image.Pixels);
        Assert.Equal(["a", "red"], story.Words.Select(w => w.Word));
        Assert.Equal(["zebra"], story.Reading.Unknown);
        Assert.All(
            story.Words,
            w => Assert.Equal((2, 1), (w.Map.Width / w.Map.Height, w.Map.Width % w.Map.Height + 1))
        ); // twice as wide as high
        Assert.InRange(story.Words.Sum(w => w.Share), 0.001, 1);
        Assert.All(
            Enumerable.Range(0, story.Words[0].Map.Values.Length),
            i => Assert.Equal(1, story.Contrasted().Words.Sum(w => w.Map.Values[i]), 1e-4)
        );
    }

    [Fact]
    public void Layers_of_two_grids_are_averaged_and_only_the_prompted_half_counts()
    {
        using DisposeScope scope = NewDisposeScope();
        using AttentionSum sum = new(1);
        Tensor fine = cat([ones(1, 16, 2), zeros(1, 16, 2)], 0),
            coarse = full([1, 4, 2], Held(0.5f)); // [negative, prompted], then without guidance
        fine[1, 5, 1] = tensor(0.8f);
        sum.Add(fine);
        sum.Add(coarse);
        IReadOnlyList<HeatMap> maps = sum.Maps(
            0,
            [
                [0],
                [1],
            ],
            1
        );
        Assert.Equal((4, 4), (maps[0].Width, maps[0].Height));
        Assert.All(maps[0].Values, v => Assert.Equal(0.25f, v, 1e-5f));
        Assert.Equal(0.65f, maps[1].Values[5], 1e-5f);
    }

    [Fact]
    public void A_word_that_is_struck_out_is_drawn_without()
    {
        using NetworkModel model = TinyModel.Create();
        GenerationSettings settings = TinyModel.Settings("a red square", 4);
        IReadOnlyList<StruckWord> struck = WordAttention.StrikeOut(model, settings);
        Assert.Equal(["red square", "a square", "a red"], struck.Select(s => s.Prompt));
        foreach (StruckWord word in struck)
            Assert.InRange(
                TinyModel.Difference(
                    TextToImage.Draw(model, settings with { Prompt = word.Prompt }, 1)[0].Image,
                    word.Image
                ),
                0,
                1
            );
        Assert.All(struck, s => Assert.True(s.Difference.Strength > 1));
        StruckWord alone = Assert.Single(WordAttention.StrikeOut(model, settings, [1]));
        Assert.Equal(("red", "a square"), (alone.Word, alone.Prompt));
        Assert.InRange(TinyModel.Difference(struck[1].Image, alone.Image), 0, 1);
        Assert.Contains(
            "not between 0 and 2",
            Assert.Throws<HippogriffException>(() => WordAttention.StrikeOut(model, settings, [3])).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_model_without_a_network_is_refused_in_a_sentence()
    {
        using ToyModel model = new();
        Assert.Contains(
            "has no network",
            Assert.Throws<HippogriffException>(() => WordAttention.Draw(model, TinyModel.Settings("a", 1))).Message,
            StringComparison.Ordinal
        );
    }
}
