using System.Text.Json;
using Hippogriff.Conditioning;
using Hippogriff.Golden.Tests.Networks;
using Hippogriff.Models.ClipText;
using Hippogriff.PromptEncoding;
using Hippogriff.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Adapters;

/// <summary>Textual inversions in every layout: files, words in prompts, outputs of the text encoders.</summary>
public class EmbeddingGoldenTests
{
    private const double Tolerance = 2e-5;
    private const int FirstVector = 1000;

    [Fact]
    public void Vectors_of_every_layout_give_the_recorded_outputs()
    {
        foreach (JsonElement one in Cases("cases"))
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            TextEmbedding embedding = Assert.Single(TextEmbeddingFile.Read(At(one.Text("file"))));
            Assert.Equal(one.GetProperty("vectors").GetInt32(), embedding.Count);
            GoldenTensors expected = GoldenTensors.Of("adapters", "embeddings", one.Text("expect"));
            bool isTwo = one.Text("family").StartsWith("SDXL", StringComparison.Ordinal);
            if (isTwo)
            {
                using ClipTextEncoder first = Encoder("sdxl", "text_encoder"),
                    second = Encoder("sdxl", "text_encoder_2");
                ClipTextOutput a = Output(first, expected, embedding),
                    b = Output(second, expected, embedding);
                Near.Require(expected["text_encoder.penultimate"], a.Hidden[^2], Tolerance, one.Text("file"));
                Near.Require(expected["text_encoder_2.penultimate"], b.Hidden[^2], Tolerance, one.Text("file"));
                Near.Require(expected["text_encoder_2.text_embeds"], b.Projected!, Tolerance, one.Text("file"));
                continue;
            }
            using ClipTextEncoder encoder = Encoder("sd1", "text_encoder");
            string state = expected.Names.Single(name =>
                name.StartsWith("last_hidden_state", StringComparison.Ordinal)
            );
            Near.Require(expected[state], Output(encoder, expected, embedding).Last, Tolerance, one.Text("file"));
        }
    }

    [Fact]
    public void Words_in_prompts_are_replaced_by_the_vectors()
    {
        foreach (JsonElement one in Cases("cases").Where(one => one.TryGetProperty("prompt", out _)))
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            using ClipTextEncoder encoder = Encoder("sd1", "text_encoder");
            TextEmbedding read = Assert.Single(TextEmbeddingFile.Read(At(one.Text("file"))));
            if (!one.Text("note").StartsWith("trigger = file name", StringComparison.Ordinal))
                Assert.Contains("<tiny-cat>", read.Words);
            using ClipConditioner conditioner = new(new ClipBranch(encoder, ClipTokenizer.Read(At("tokenizer"))));
            conditioner.Use([read with { Words = ["<tiny-cat>"] }]);
            using Condition found = conditioner.Encode(
                [one.Text("prompt")],
                new ConditionRequest(512, 512) { Weighting = PromptWeighting.Diffusers }
            );
            GoldenTensors expected = GoldenTensors.Of("adapters", "embeddings", one.Text("expect"));
            Near.Require(expected["last_hidden_state"], found.Tokens, Tolerance, one.Text("file"));
        }
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused()
    {
        foreach (JsonElement one in Cases("bad_files"))
        {
            string family =
                one.TryGetProperty("on", out JsonElement on)
                && on.GetString()!.StartsWith("SDXL", StringComparison.Ordinal)
                    ? "sdxl"
                    : "sd1";
            bool mayUse = one.Text("expect").StartsWith("use", StringComparison.Ordinal);
            using ClipTextEncoder first = Encoder(family, "text_encoder");
            using ClipTextEncoder? second = family == "sdxl" ? Encoder(family, "text_encoder_2") : null;
            Exception? refusal = Record.Exception(() =>
            {
                using TextEmbedding embedding = Assert.Single(TextEmbeddingFile.Read(At(one.Text("file"))));
                foreach (ClipTextEncoder encoder in new[] { first, second }.OfType<ClipTextEncoder>())
                    _ = embedding.For(encoder);
            });
            if (!mayUse)
                Assert.IsType<HippogriffException>(refusal);
        }
    }

    /// <summary>The outputs for recorded ids, in which ids from 1000 on stand for the file's vectors.</summary>
    private static ClipTextOutput Output(ClipTextEncoder encoder, GoldenTensors expected, TextEmbedding embedding)
    {
        Tensor recorded = expected["input_ids"];
        long[] ids = [.. recorded.data<long>()];
        List<PlacedVectors> placed = [];
        for (int i = 0; i < ids.Length; i++)
            if (ids[i] == FirstVector)
                placed.Add(new PlacedVectors(0, i, embedding.For(encoder)));
        Tensor plain = tensor([.. ids.Select(id => id >= FirstVector ? 0 : id)], recorded.shape);
        return encoder.Encode(plain, placed);
    }

    private static IReadOnlyList<JsonElement> Cases(string list) =>
        GoldenFolder.Entries(list, "adapters", "embeddings", "cases.json");

    private static string At(string file) => GoldenFolder.At("adapters", "embeddings", file);

    private static ClipTextEncoder Encoder(string family, string part) =>
        ClipTextGoldenTests.Load(GoldenFolder.At("adapters", family, part));
}
