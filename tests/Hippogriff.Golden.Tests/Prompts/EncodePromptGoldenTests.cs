using System.Text.Json;
using Hippogriff.Conditioning;
using Hippogriff.Models;
using Hippogriff.Models.ClipText;
using Hippogriff.PromptEncoding;
using Hippogriff.Tokenizers;
using Hippogriff.Weights;
using TorchSharp;
using static TorchSharp.torch;

namespace Hippogriff.Golden.Tests.Prompts;

/// <summary>What the pipelines of diffusers give to their denoisers, with tiny CLIP encoders.</summary>
public class EncodePromptGoldenTests
{
    private const double Tolerance = 1e-5;
    private const int Tokens = ClipTokenizer.Length;

    [Fact]
    public void The_formula_of_the_embeddings_gives_the_recorded_samples()
    {
        foreach (
            JsonElement sample in GoldenFolder.Entries(
                "embedding_samples_row_column_salt_scale_value",
                "prompts",
                "encode.json"
            )
        )
            Assert.Equal(
                (float)sample[4].GetDouble(),
                HashedEmbeddings.ValueAt(
                    sample[0].GetInt32(),
                    sample[1].GetInt32(),
                    sample[2].GetInt32(),
                    sample[3].GetDouble()
                )
            );
    }

    [Fact]
    public void Stable_Diffusion_1_gets_the_recorded_tensors()
    {
        Each(
            "sd15",
            (key, arguments, golden, l, _) =>
            {
                ClipBranch branch = new(l, ClipTokenizer.Standard);
                int copies = arguments.TryGetProperty("num_images_per_prompt", out JsonElement n) ? n.GetInt32() : 1;
                Compare(golden, $"{key}.prompt_embeds", branch, Prompts(arguments, "prompt"), copies);
                Compare(golden, $"{key}.negative_prompt_embeds", branch, Negatives(arguments), copies);
            }
        );
    }

    [Fact]
    public void Clip_skip_gives_the_recorded_states_with_the_final_norm()
    {
        if (!GoldenFolder.Has("prompts", "encode.safetensors"))
            return;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        GoldenTensors golden = GoldenTensors.Of("prompts", "encode.safetensors");
        ClipBranch branch = new(Encoder("clip_l"), ClipTokenizer.Standard);
        for (int k = 0; golden.Has($"sd15.clip_skip_{k}.prompt_embeds"); k++)
            Compare(
                golden,
                $"sd15.clip_skip_{k}.prompt_embeds",
                branch with
                {
                    ClipSkip = k + 1,
                },
                ["a photo of a cat"],
                1
            );
        branch.Encoder.Dispose();
    }

    [Fact]
    public void SDXL_gets_the_recorded_tensors_of_two_encoders()
    {
        Each(
            "sdxl",
            (key, arguments, golden, l, g) =>
            {
                int skip = 2 + (arguments.TryGetProperty("clip_skip", out JsonElement more) ? more.GetInt32() : 0);
                string[] prompts = Prompts(arguments, "prompt");
                Check("", prompts, Prompts(arguments, "prompt_2", prompts), skip);
                if (!arguments.TryGetProperty("negative_prompt", out _))
                    return; // zeros, which is the pipeline's matter
                string[] negatives = Prompts(arguments, "negative_prompt");
                Check("negative_", negatives, Prompts(arguments, "negative_prompt_2", negatives), 2);

                void Check(string side, string[] first, string[] second, int skip)
                {
                    ClipBranch one = new(l, ClipTokenizer.Standard) { ClipSkip = skip, HasFinalNorm = false };
                    ClipBranch two = new(g, OpenClip())
                    {
                        ClipSkip = skip,
                        HasFinalNorm = false,
                        Pooling = ClipPooling.Projected,
                    };
                    Condition a = Encode(new ClipConditioner(one), first),
                        b = Encode(new ClipConditioner(two), second);
                    Near.Require(golden[$"{key}.{side}prompt_embeds"], cat([a.Tokens, b.Tokens], -1), Tolerance, key);
                    Near.Require(golden[$"{key}.{side}pooled_prompt_embeds"], b.RequirePooled(), Tolerance, key);
                    if (!first.SequenceEqual(second))
                        return;
                    Condition both = Encode(new ClipConditioner(one, two), first);
                    Near.Require(golden[$"{key}.{side}prompt_embeds"], both.Tokens, Tolerance, $"{key}: both");
                    Near.Require(golden[$"{key}.{side}pooled_prompt_embeds"], both.RequirePooled(), Tolerance, key);
                }
            }
        );
    }

    [Fact]
    public void SD3_gets_the_recorded_rows_of_its_two_CLIP_encoders_and_both_projections()
    {
        Each(
            "sd3",
            (key, arguments, golden, l, g) =>
            {
                string[] prompts = Prompts(arguments, "prompt");
                ClipBranch one = new(l, ClipTokenizer.Standard)
                {
                    ClipSkip = 2,
                    HasFinalNorm = false,
                    Pooling = ClipPooling.Projected,
                };
                ClipBranch two = one with { Encoder = g, Tokenizer = OpenClip() };
                Condition a = Encode(new ClipConditioner(one), prompts),
                    b = Encode(new ClipConditioner(two), Prompts(arguments, "prompt_2", prompts));
                Tensor rows = cat([a.Tokens, b.Tokens], -1);
                Near.Require(
                    golden[$"{key}.prompt_embeds"].narrow(1, 0, Tokens).narrow(2, 0, rows.shape[2]),
                    rows,
                    Tolerance,
                    key
                );
                Near.Require(
                    golden[$"{key}.pooled_prompt_embeds"],
                    cat([a.RequirePooled(), b.RequirePooled()], -1),
                    Tolerance,
                    $"{key}: pooled"
                );
            }
        );
    }

    [Fact]
    public void FLUX_1_gets_the_recorded_pooled_vector_without_projection()
    {
        Each(
            "flux1",
            (key, arguments, golden, l, _) =>
                Near.Require(
                    golden[$"{key}.pooled_prompt_embeds"],
                    Encode(
                            new ClipConditioner(
                                new ClipBranch(l, ClipTokenizer.Standard) { Pooling = ClipPooling.Plain }
                            ),
                            Prompts(arguments, "prompt")
                        )
                        .RequirePooled(),
                    Tolerance,
                    key
                )
        );
    }

    private static void Each(
        string pipeline,
        Action<string, JsonElement, GoldenTensors, ClipTextEncoder, ClipTextEncoder> check
    )
    {
        JsonElement[] cases =
        [
            .. GoldenFolder
                .Entries("cases", "prompts", "encode.json")
                .Where(one => one.Text("case").StartsWith(pipeline + ".", StringComparison.Ordinal)),
        ];
        if (cases.Length == 0)
            return;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using ClipTextEncoder l = Encoder("clip_l"),
            g = Encoder("clip_g");
        GoldenTensors golden = GoldenTensors.Of("prompts", "encode.safetensors");
        foreach (JsonElement one in cases)
            if (
                golden.Has($"{one.Text("case")}.pooled_prompt_embeds")
                || golden.Has($"{one.Text("case")}.prompt_embeds")
            )
                check(one.Text("case"), one.GetProperty("arguments"), golden, l, g);
    }

    private static ClipTokenizer OpenClip() => new(ClipVocabulary.Public, ClipSpecialTokens.OpenClip);

    private static void Compare(GoldenTensors golden, string key, ClipBranch branch, string[] prompts, int copies) =>
        Near.Require(
            golden[key],
            Encode(new ClipConditioner(branch), prompts).Tokens.repeat_interleave(copies, 0),
            Tolerance,
            key
        );

    private static Condition Encode(ClipConditioner conditioner, string[] prompts) =>
        conditioner.Encode(prompts, new ConditionRequest(512, 512) { Weighting = PromptWeighting.Diffusers });

    private static string[] Negatives(JsonElement arguments) =>
        Prompts(arguments, "negative_prompt", [.. Prompts(arguments, "prompt").Select(_ => "")]);

    private static string[] Prompts(JsonElement arguments, string name, string[]? otherwise = null) =>
        !arguments.TryGetProperty(name, out JsonElement given) ? otherwise!
        : given.ValueKind == JsonValueKind.Array ? [.. given.EnumerateArray().Select(item => item.GetString()!)]
        : [given.GetString()!];

    /// <summary>An encoder whose configuration and embeddings stand in encode.json.</summary>
    private static ClipTextEncoder Encoder(string name)
    {
        JsonElement all = GoldenFolder.Json("prompts", "encode.json");
        JsonElement table = all.GetProperty("embedding_tables").GetProperty(name);
        ClipTextConfig config = ClipTextConfig.Read(all.GetProperty("configs").GetProperty(name), "'encode.json'");
        config = config with
        {
            Projection = all.GetProperty("configs").GetProperty(name).GetProperty("projection_dim").GetInt32(),
        };
        using SafetensorsFile file = SafetensorsFile.Open(GoldenFolder.At("prompts", "encode.weights.safetensors"));
        HashedEmbeddings weights = new(
            file,
            $"{name}.text_model.embeddings.token_embedding.weight",
            config.Vocabulary,
            config.Width,
            table[0].GetInt32(),
            table[1].GetDouble()
        );
        ClipTextEncoder network = FreshModule.OnMeta(() => new ClipTextEncoder(config));
        WeightLoader.Load(
            network,
            weights,
            new WeightLoading
            {
                Map = ClipTextNames.Find(weights.ByName.Keys, $"{name}.").MapFor(config),
                Type = ScalarType.Float32,
            }
        );
        network.eval();
        return network;
    }
}
