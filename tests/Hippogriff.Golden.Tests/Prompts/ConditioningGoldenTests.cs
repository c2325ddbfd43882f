using System.Text.Json;
using Hippogriff.Conditioning;
using Hippogriff.Golden.Tests.Networks;
using Hippogriff.Models.ClipText;
using Hippogriff.PromptEncoding;
using Hippogriff.PromptGrammar;
using Hippogriff.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Prompts;

/// <summary>The tensors that programs give to a denoiser, with a tiny CLIP encoder.</summary>
public class ConditioningGoldenTests
{
    private const double Tolerance = 1e-5;
    private const string Batch = ".a1111.original.skip1";

    private static readonly Dictionary<string, PromptWeighting> s_weightings = new()
    {
        ["a1111.original"] = PromptWeighting.A1111,
        ["a1111.no_norm"] = PromptWeighting.A1111NoNorm,
        ["a1111.ignore"] = PromptWeighting.A1111Ignore,
        ["a1111.none"] = PromptWeighting.Chunks,
        ["comfy"] = PromptWeighting.ComfyUI,
    };

    [Fact]
    public void Weighted_prompts_give_the_recorded_tensors_for_every_program_and_clip_skip()
    {
        if (!GoldenFolder.Has("prompts", "conditioning.jsonl"))
            return;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using ClipTextEncoder encoder = Encoder();
        GoldenTensors golden = GoldenTensors.Of("prompts", "conditioning.safetensors");
        int compared = 0;
        foreach (JsonElement line in GoldenLines.Of("prompts", "conditioning.jsonl"))
        {
            if (!line.TryGetProperty("prompt", out JsonElement text))
                continue;
            string name = line.Text("case");
            using ClipConditioner conditioner = ConditionerFor(line, encoder, golden, hasFinalNorm: true);
            using ClipConditioner bare = ConditionerFor(line, encoder, golden, hasFinalNorm: false);
            foreach ((string program, PromptWeighting weighting) in s_weightings)
            foreach (int skip in new[] { 1, 2 })
            foreach ((string ending, ClipConditioner made) in new[] { ("", conditioner), (".no_final_norm", bare) })
            {
                string key = $"{name}.{program}.skip{skip}{ending}";
                if (!golden.Has(key))
                    continue;
                using Condition found = Encode(made, text.GetString()!, weighting, skip);
                Near.Require(golden[key], found.Tokens[0], Tolerance, key);
                compared++;
                if (golden.Has($"{name}.a1111.pooled_first_chunk") && weighting != PromptWeighting.ComfyUI)
                    if (weighting != PromptWeighting.Chunks)
                        Near.Require(
                            golden[$"{name}.a1111.pooled_first_chunk"],
                            found.RequirePooled()[0],
                            Tolerance,
                            $"{key}: pooled"
                        );
            }
        }
        Assert.NotEqual(0, compared);
    }

    [Fact]
    public void Chunks_with_embeddings_are_those_recorded()
    {
        List<string> wrong = [];
        EmbeddingTrigger trigger = new("zqx", 2, "zqx");
        foreach (JsonElement line in GoldenLines.Of("prompts", "conditioning.jsonl"))
        {
            if (!line.TryGetProperty("textual_inversion", out JsonElement inversion))
                continue;
            trigger = trigger with { Word = inversion.Text("trigger") };
            IReadOnlyList<PromptChunk> found = A1111Chunks
                .Divide(A1111Emphasis.Parse(line.Text("prompt")), ClipTokenizer.Standard, [trigger])
                .Chunks;
            JsonElement[] expected = [.. line.GetProperty("a1111_chunks").EnumerateArray()];
            Assert.Equal(expected.Length, found.Count);
            foreach ((JsonElement one, PromptChunk chunk) in expected.Zip(found))
            {
                wrong.Note(line.Text("prompt"), one.Numbers("ids")!, chunk.Ids);
                wrong.Note(
                    $"{line.Text("prompt")}: places",
                    one.GetProperty("fixes").EnumerateArray().Select(place => place[0].GetInt32() + 1),
                    chunk.Embeddings.Select(place => place.At)
                );
            }
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void Means_of_several_texts_are_restored_together_as_the_web_UI_does()
    {
        if (!GoldenFolder.Has("prompts", "conditioning.jsonl"))
            return;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using ClipTextEncoder encoder = Encoder();
        GoldenTensors golden = GoldenTensors.Of("prompts", "conditioning.safetensors");
        foreach (JsonElement line in GoldenLines.Of("prompts", "conditioning.jsonl"))
        {
            if (!line.TryGetProperty("batch", out JsonElement texts) || !golden.Has(line.Text("case") + Batch))
                continue;
            ClipPrompt[] prompts =
            [
                .. texts
                    .EnumerateArray()
                    .Select(text => ClipPromptReader.Read(text.GetString()!, ClipTokenizer.Standard)),
            ];
            PromptChunk empty = ClipPrompt.EmptyChunk(ClipTokenizer.Standard);
            List<Tensor> chunks = [];
            for (int i = 0; i < prompts.Max(prompt => prompt.Chunks.Count); i++)
            {
                PromptChunk[] row = [.. prompts.Select(prompt => prompt.Chunks.ElementAtOrDefault(i) ?? empty)];
                Tensor ids = tensor([.. row.SelectMany(chunk => chunk.Ids.Select(id => (long)id))], row.Length, 77);
                Tensor weights = tensor(
                    [.. row.SelectMany(chunk => chunk.Weights.Select(w => (float)w))],
                    row.Length,
                    77
                );
                chunks.Add(WeightedOutput.MeanRestored(encoder.call(ids).Last, weights, together: true));
            }
            Near.Require(golden[line.Text("case") + Batch], cat(chunks, 1), Tolerance, line.Text("case"));
        }
    }

    private static ClipTextEncoder Encoder()
    {
        using JsonDocument config = JsonDocument.Parse(
            File.ReadAllText(GoldenFolder.At("prompts", "clip_tiny.config.json"))
        );
        return ClipTextGoldenTests.Load(
            ClipTextConfig.Read(config.RootElement, "'clip_tiny.config.json'"),
            GoldenFolder.At("prompts", "clip_tiny.safetensors")
        );
    }

    private static ClipConditioner ConditionerFor(
        JsonElement line,
        ClipTextEncoder encoder,
        GoldenTensors golden,
        bool hasFinalNorm
    )
    {
        ClipConditioner conditioner = new(
            new ClipBranch(encoder, ClipTokenizer.Standard) { HasFinalNorm = hasFinalNorm, Pooling = ClipPooling.Plain }
        );
        if (line.TryGetProperty("textual_inversion", out JsonElement inversion))
        {
            string word = inversion.Text("trigger");
            conditioner.Use([
                new TextEmbedding(word, [word], [golden[inversion.Text("vectors")].DetachFromDisposeScope()]),
            ]);
        }
        return conditioner;
    }

    private static Condition Encode(ClipConditioner conditioner, string prompt, PromptWeighting weighting, int skip) =>
        conditioner.Encode([prompt], new ConditionRequest(512, 512) { Weighting = weighting, ClipSkip = skip });
}
