using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Tests.Models;

public class TextEncoderTests
{
    private static TextEncoder Tiny() =>
        TinyNetworks.Seeded(new TextEncoder(new TextEncoderConfig(9, Length: 5, Width: 16, Depth: 2)));

    [Fact]
    public void Each_word_gets_a_vector_and_the_prompt_the_mean_of_those_said()
    {
        using DisposeScope scope = NewDisposeScope();
        using TextEncoder encoder = Tiny();
        using Condition text = encoder.call(tensor(new long[] { 2, 3, 0, 0, 0, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0 }, 3, 5));
        Assert.Equal([3, 5, 16], text.Tokens.shape);
        Assert.Equal([3, 16], text.RequirePooled().shape);
        Assert.True(TinyNetworks.LargestDifference(text.Tokens[0, ..2].mean([0]), text.RequirePooled()[0]) < 1e-6);
        Assert.True(TinyNetworks.LargestDifference(text.Tokens[1].mean([0]), text.RequirePooled()[1]) < 1e-6);
        Assert.Equal(0, text.RequirePooled()[2].abs().max().item<float>()); // no words, no direction
    }

    [Fact]
    public void Order_matters_and_the_batch_does_not()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable inference = inference_mode();
        using TextEncoder encoder = Tiny();
        Condition both = encoder.call(tensor(new long[] { 2, 3, 4, 0, 0, 4, 3, 2, 0, 0 }, 2, 5));
        Assert.True(TinyNetworks.LargestDifference(both.RequirePooled()[0], both.RequirePooled()[1]) > 0.01);
        Condition alone = encoder.call(tensor(new long[] { 4, 3, 2, 0, 0 }, 1, 5));
        Assert.True(TinyNetworks.LargestDifference(both.Tokens[1], alone.Tokens[0]) < 1e-5);
    }

    [Fact]
    public void Distances_between_words_decide_who_reads_whom()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable still = no_grad();
        using TextEncoder encoder = TinyNetworks.Seeded(
            new TextEncoder(new TextEncoderConfig(9, Length: 5, Width: 16, Depth: 1, RelativePlaces: true))
        );
        Tensor near = encoder.named_parameters().Single(p => p.name == "layers.0.near").parameter;
        near.zero_();
        near[0, 3] = 10; // distance -1, times ten: each word reads the one before it and nothing else
        Tensor first = encoder.call(tensor(new long[] { 2, 3, 4, 5, 6 }, 1, 5)).Tokens[0],
            other = encoder.call(tensor(new long[] { 2, 7, 4, 5, 6 }, 1, 5)).Tokens[0];
        // The second word was changed: the third reads it, the others do not; the first has none before it and reads
        // all alike.
        Assert.True(TinyNetworks.LargestDifference(first[2], other[2]) > 0.01);
        Assert.True(
            TinyNetworks.LargestDifference(first[TensorIndex.Slice(3, 5)], other[TensorIndex.Slice(3, 5)]) < 1e-5
        );
        Assert.True(TinyNetworks.LargestDifference(first[0], other[0]) > 1e-3);
    }

    [Fact]
    public void Reading_leaves_no_tensor_behind()
    {
        using TextEncoder encoder = Tiny();
        using Tensor ids = tensor(new long[] { 2, 3, 0, 0, 0 }, 1, 5);
        encoder.call(ids).Dispose();
        long before = TinyNetworks.Live;
        for (int i = 0; i < 3; i++)
            encoder.call(ids).Dispose();
        Assert.Equal(before, TinyNetworks.Live);
    }

    [Fact]
    public void A_condition_repeats_row_by_row()
    {
        using DisposeScope scope = NewDisposeScope();
        Condition a = TinyNetworks.Words(2, 1);
        Condition repeated = a.Repeat(2);
        Assert.Equal(4, repeated.RequirePooled().shape[0]);
        Assert.Equal(0, TinyNetworks.LargestDifference(repeated.Tokens[1], a.Tokens[0]));
        Assert.Equal(0, TinyNetworks.LargestDifference(repeated.Tokens[2], a.Tokens[1]));
    }
}
